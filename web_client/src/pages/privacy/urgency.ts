/** How loudly an erasure is announced: thirty days before, and louder in the last week (server/core/retention.py). */
const DAY_MS = 86_400_000;
const ANNOUNCED_DAYS = 30;
const URGENT_DAYS = 7;

/** "now" within a week, "next" within thirty days, "" before that. */
export function urgencyOf(leftMs: number): "now" | "next" | "" {
  if (leftMs <= URGENT_DAYS * DAY_MS) return "now";
  return leftMs <= ANNOUNCED_DAYS * DAY_MS ? "next" : "";
}
