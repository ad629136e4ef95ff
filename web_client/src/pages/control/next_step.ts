/** What the host does next: one step at a time, decided by the states of the sessions. Pure. */
import { type ConferenceRow, ConferenceState, type SessionRow, SessionState } from "../../tables/rows";

export type NextStep =
  | { readonly kind: "open"; readonly session: SessionRow }
  | { readonly kind: "close"; readonly session: SessionRow }
  | { readonly kind: "closeConference" }
  | { readonly kind: "none" };

/** The one action of the bar: close what is open, else open what comes next, else close the conference. */
export function nextStep(conference: ConferenceRow): NextStep {
  if (conference.state === ConferenceState.CLOSED || conference.state === ConferenceState.DRAFT)
    return { kind: "none" };
  const open = conference.sessions.findLast((session) => session.state === SessionState.OPEN);
  if (open) return { kind: "close", session: open };
  const planned = conference.sessions.find((session) => session.state === SessionState.PLANNED);
  if (planned) return { kind: "open", session: planned };
  return { kind: "closeConference" };
}

/** The conference may be closed early: nothing is open and something has taken place. */
export function mayClose(conference: ConferenceRow): boolean {
  return (
    (conference.state === ConferenceState.LAUNCHED || conference.state === ConferenceState.LIVE) &&
    conference.sessions.every((session) => session.state !== SessionState.OPEN) &&
    conference.sessions.some((session) => session.state === SessionState.CLOSED)
  );
}
