/** How old a picture is, and how far the two clocks are apart: pure, by the times at which pictures were heard. */
import type { Picture, Trouble } from "./picture";

/** The watch looks every two seconds and the page asks every two: older than this and something is wrong. */
export const STALE_MS = 10_000;

/** A picture may be as old as the watch's pause and its way here; further off and a clock is wrong. */
const AHEAD_MS = 2_000;
const BEHIND_MS = 8_000;

/** Server clock minus ours; 0 while the picture's own age explains it. */
export function clockOff(asOfMs: number, heardMs: number): number {
  const off = asOfMs - heardMs;
  return off > AHEAD_MS || off < -BEHIND_MS ? off : 0;
}

/**
 * What the server knows, and what only this page can know: that nobody answers, that the clocks differ.
 *
 * `newSinceMs`: when this picture came first (without one: when the page began to ask), by our clock. A server that answers
 * with the same picture again does not look, and is as good as away.
 */
export function troublesOf(picture: Picture | null, newSinceMs: number, nowMs: number): Trouble[] {
  const isAway = picture === null || nowMs - newSinceMs > STALE_MS;
  const away: Trouble = { code: "UNREACHABLE", level: "now", about: "", since_ms: newSinceMs, n: 0 };
  if (picture === null) return [away];
  const off = clockOff(picture.as_of_ms, newSinceMs);
  const apart: Trouble = {
    code: "CLOCK_DIFFERS",
    level: "next",
    about: "",
    since_ms: picture.as_of_ms,
    n: Math.abs(off),
  };
  return [...(isAway ? [away] : []), ...picture.troubles, ...(off === 0 ? [] : [apart])];
}
