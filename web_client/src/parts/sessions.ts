/** Which session a page about figures shows when nobody has chosen one. Pure. */
import { type ConferenceRow, ConferenceState, type SessionRow, SessionState } from "../tables/rows";

/** So long before it is due, the next session is more use than the one that is over. */
const SOON_MS = 60 * 60_000;

/**
 * The one that is open; else the next when it is due within the hour or nothing has taken place yet; else the last
 * that was closed, whose figures and reports are wanted now.
 */
export function shownSession(conference: ConferenceRow, nowMs: number): SessionRow | null {
  const { sessions } = conference;
  const open = sessions.findLast((session) => session.state === SessionState.OPEN);
  if (open) return open;
  const closed = sessions.findLast((session) => session.state === SessionState.CLOSED);
  const next = sessions.find((session) => session.state === SessionState.PLANNED);
  const isOver = conference.state === ConferenceState.CLOSED;
  if (next && !isOver && (!closed || next.startsMs - nowMs <= SOON_MS)) return next;
  return closed ?? next ?? null;
}
