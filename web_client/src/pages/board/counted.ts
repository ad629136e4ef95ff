/** The figures of one board row under one roll-up, named alike so that one table shows both. Pure. */
import { missingByBelonging } from "../../parts/figures";
import { type BoardRow, missing, type PresenceRow, type SessionRow, SessionState } from "../../tables/rows";
import type { Roll } from "./index";

export interface Counted {
  readonly summoned: number;
  /** What the share is of: present now, or after the session's end ever present. */
  readonly present: number;
  readonly here: number;
  readonly ever: number;
  readonly missing: number;
  readonly excused: number;
  readonly exempt: number;
}

export const isOver = (session: SessionRow | null): boolean => session?.state === SessionState.CLOSED;

export function countedOf(row: BoardRow, roll: Roll, over: boolean): Counted {
  const { place, belonging } = row;
  const [here, ever] = roll === "place" ? [place.hereOwn, place.everOwn] : [belonging.here, belonging.ever];
  const of = roll === "place" ? place : belonging;
  return {
    summoned: of.summoned,
    here,
    ever,
    present: over ? ever : here,
    missing: roll === "place" ? missing(place) : missingByBelonging(belonging),
    excused: of.excused,
    exempt: of.exempt,
  };
}

export type Order = "listed" | "low";

/** Lowest share first; who has nobody summoned last; ties as listed. */
export function inOrder(
  rows: readonly BoardRow[],
  order: Order,
  roll: Roll,
  over: boolean,
): readonly BoardRow[] {
  if (order === "listed") return rows;
  const shareOf = (row: BoardRow) => {
    const { present, summoned } = countedOf(row, roll, over);
    return summoned > 0 ? present / summoned : 2;
  };
  return [...rows].sort((a, b) => shareOf(a) - shareOf(b) || a.node - b.node);
}

/** The state of one point's link, as presence tells it. */
export function pointState(presence: PresenceRow | undefined): "linked" | "silent" | "never" | null {
  if (!presence) return null;
  if (presence.linked > 0) return "linked";
  return presence.silent > 0 ? "silent" : "never";
}
