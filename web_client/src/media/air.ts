/** Where a place stands on its way to the floor, put together from the floor's table and the page's own rights. Pure. */
import type { FloorRow, HandRow } from "../tables/rows";
import type { Stage } from "../wire/frames";

export type Air =
  /** Nothing asked. `other` has the floor; "" when nobody has. */
  | { readonly kind: "idle"; readonly other: string }
  /** The hand is up: its turn, and of how many. */
  | { readonly kind: "waiting"; readonly turn: number; readonly of: number; readonly other: string }
  /** The director looks at us before everybody does. */
  | { readonly kind: "cued"; readonly other: string }
  /** We have the floor, and this page waits for one press (or another page of ours has taken it). */
  | { readonly kind: "press"; readonly taken: boolean }
  | { readonly kind: "onAir"; readonly sinceMs: number; readonly graceUntilMs: number };

export function airOf(place: string, floor: FloorRow | null, hands: readonly HandRow[], stage: Stage): Air {
  if (floor && place !== "" && floor.onAir === place) {
    if (stage.muted) return { kind: "press", taken: stage.reason === "TAKEN" };
    return { kind: "onAir", sinceMs: floor.sinceMs, graceUntilMs: floor.graceUntilMs };
  }
  const other = floor?.onAir ? floor.onAirName : "";
  if (stage.rights.includes("cue")) return { kind: "cued", other };
  const turn = hands.findIndex((hand) => hand.place === place);
  if (turn >= 0)
    return { kind: "waiting", turn: turn + 1, of: Math.max(hands.length, floor?.handCount ?? 0), other };
  return { kind: "idle", other };
}
