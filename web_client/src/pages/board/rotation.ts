/**
 * Which children the wall shows now: pure, so that every wall of a building turns its pages at the same moment
 * and a reloaded wall goes on where the others are.
 */

export const TURN_MS = 12_000;
/** Long enough to read ten rows from ten metres; a hundred communes pass in two minutes. */

/** Rows per page, as even as possible: 23 rows by at most 10 are 8 + 8 + 7, never 10 + 10 + 3. */
export function pagesOf<T>(rows: readonly T[], most: number): T[][] {
  const bound = Math.max(1, Math.floor(most));
  if (rows.length === 0) return [];
  const count = Math.ceil(rows.length / bound);
  const small = Math.floor(rows.length / count);
  const larger = rows.length % count;
  const pages: T[][] = [];
  let from = 0;
  for (let page = 0; page < count; page++) {
    const size = small + (page < larger ? 1 : 0);
    pages.push(rows.slice(from, from + size));
    from += size;
  }
  return pages;
}

/** The page to show at `nowMs`, of `count` pages. */
export function pageAt(nowMs: number, count: number, turnMs: number = TURN_MS): number {
  if (count <= 1) return 0;
  return Math.floor(nowMs / turnMs) % count;
}

/** Milliseconds until the page turns. */
export function untilTurn(nowMs: number, turnMs: number = TURN_MS): number {
  return turnMs - (nowMs % turnMs);
}
