/** How long to wait before the next try: exponential with full jitter, so that a thousand desks do not return at once. */
const FIRST_MS = 500;
const LAST_MS = 16_000;

export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}
