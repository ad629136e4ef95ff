/** How long to wait before the next try: exponential with full jitter, so that a thousand desks do not return at once. */
const FIRST_MS = 500;
/** Not longer: who comes too early stands in line, or is told by the server when to come again. */
const LAST_MS = 4_000;

export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}
