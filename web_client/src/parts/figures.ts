/**
 * The few sums pages may make of board rows, so that two pages never disagree.
 *
 * Rule: a share is never shown as 100 % while somebody is missing, nor as 0 % while somebody is here.
 */
import { percent } from "../i18n/formats";
import type { BelongingFigures, BoardRow } from "../tables/rows";
import { NodeKind, readBoard } from "../tables/rows";
import type { Table } from "../tables/table";

/** Of the people of a unit: summoned, present nowhere, not excused. `ever` counts attendance anywhere. */
export const missingByBelonging = (b: BelongingFigures) => Math.max(0, b.summoned - b.ever - b.excused);

/**
 * `part` of `whole` in tenths of a per cent (957 is 95.7 %), or null when nobody was summoned.
 * Rounded, but held below 1000 while somebody is missing and above 0 while somebody is here.
 */
export function permille(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  const rounded = Math.round((part * 1000) / whole);
  if (part <= 0 || part >= whole) return Math.max(0, rounded);
  return Math.min(999, Math.max(1, rounded));
}

/** `part` of `whole` as it is shown: "95,7 %", or "–" when nobody was summoned. */
export function share(part: number, whole: number): string {
  const tenths = permille(part, whole);
  return tenths === null ? percent(0, 0) : percent(tenths, 1000);
}

export interface Board {
  readonly self: BoardRow | null;
  /** In the order of their numbers, which is the order of the roster file. */
  readonly children: readonly BoardRow[];
}

/** The node's own row and its children. */
export function splitBoard(table: Table): Board {
  let self: BoardRow | null = null;
  const children: BoardRow[] = [];
  for (const row of table.rows.values()) {
    const read = readBoard(row);
    if (read.kind === NodeKind.SELF) self = read;
    else children.push(read);
  }
  return { self, children: children.sort((a, b) => a.node - b.node) };
}
