/** How long to wait before the next try: exponential with full jitter, so that a thousand desks do not return at once. */
const FIRST_MS = 500;
/** Not longer: who comes too early is told by the server when to come again. */
const LAST_MS = 4_000;
/** The server counts in whole seconds: who was told the same one does not come in the same moment. */
const SPREAD_MS = 1_000;

export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}

/** How long to wait when the server said how long (Retry-After), as the page keeps to it. */
export function toldMs(retryAfterMs: number, random: () => number): number {
  return Math.round(retryAfterMs + random() * SPREAD_MS);
}
