/** Which screen of the phone is due. Pure. */
import {
  type ConferenceRow,
  ConferenceState,
  type MeRow,
  PhoneStatus,
  type SessionRow,
  SessionState,
} from "../../tables/rows";

export type PhoneScreen =
  /** The conference has not been launched, or has no session. */
  | "draft"
  /** Nobody's phone yet, and no session is open to be checked in to. */
  | "notOpen"
  /** Nobody's phone yet: who holds it says so. */
  | "identify"
  /** Somebody's in an earlier session; this one needs one press. */
  | "again"
  /** The desk must confirm. */
  | "waiting"
  /** Somebody's: papers, questions, the programme. */
  | "held"
  /** Nobody's phone, and the conference is over. */
  | "over";

const isHeld = (me: MeRow): boolean => me.status === PhoneStatus.IN_ROOM || me.status === PhoneStatus.ONLINE;

export function screenOf(conference: ConferenceRow, session: SessionRow | null, me: MeRow): PhoneScreen {
  if (conference.state === ConferenceState.DRAFT || session === null) return "draft";
  const isOpen = session.state === SessionState.OPEN;
  if (isHeld(me)) return isOpen && me.session !== session.number ? "again" : "held";
  if (me.status === PhoneStatus.WAITING) return "waiting";
  if (isOpen) return "identify";
  return conference.state === ConferenceState.CLOSED ? "over" : "notOpen";
}

/** Megabytes as one reads them: 1.4, never 0. */
export const megabytes = (bytes: number): number => Math.max(1, Math.round(bytes / 100_000)) / 10;

/** How much of the time that counts as present is reached, from 0 to 1. */
export const shareOnline = (me: MeRow): number =>
  me.counted ? 1 : me.minutesNeeded > 0 ? Math.min(1, me.minutes / me.minutesNeeded) : 0;
