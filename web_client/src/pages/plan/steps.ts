/** Which of the three steps a draft stands at, and how a session's times are read from what a person types. */
import { clockIn } from "../../i18n/formats";

export type Step = 1 | 2 | 3;

/** What the `conference` row says of a conference, as far as the steps need it. */
export interface DraftFacts {
  state: number;
  title: string;
  sessions: number;
  points: number;
  people: number;
  stagedPeople: number;
}

/** The first step that is not done, or null when the conference is no draft any more. */
export function stepOf(draft: DraftFacts): Step | null {
  if (draft.state !== 0) return null;
  if (draft.title.trim() === "" || draft.sessions === 0) return 1;
  if (draft.points === 0 || draft.people === 0 || draft.stagedPeople > 0) return 2;
  return 3;
}

/** A step may be opened when every step before it is done. */
export function mayOpen(step: Step, draft: DraftFacts): boolean {
  const first = stepOf(draft);
  return first !== null && step <= first;
}

/** "730", "7:30", "07h30", "7g30" -> "07:30"; null when it is no time of day. */
export function readClock(typed: string): string | null {
  const found = /^\s*(\d{1,2})\s*(?:[:hg.]\s*(\d{0,2})|(\d{2}))?\s*$/i.exec(typed);
  if (!found) return null;
  const hours = Number(found[1]);
  const minutes = Number(found[2] || found[3] || 0);
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

function offsetMs(atMs: number, zone: string): number {
  const shown = clockIn(zone, atMs);
  const of = (part: string) => Number(shown[part]);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(atMs / 1000) * 1000;
}

/** The moment the clocks of `zone` show `day` ("2026-02-07") and `clock` ("07:30"); NaN when either is no such thing. */
export function momentIn(zone: string, day: string, clock: string): number {
  const wall = Date.parse(`${day}T${clock}:00Z`);
  if (Number.isNaN(wall)) return Number.NaN;
  const guess = wall - offsetMs(wall, zone);
  return wall - offsetMs(guess, zone);
}

/** What the clocks of `zone` show at `atMs`: ["2026-02-07", "07:30"]. */
export function wallClock(zone: string, atMs: number): [string, string] {
  const shown = new Date(atMs + offsetMs(atMs, zone)).toISOString();
  return [shown.slice(0, 10), shown.slice(11, 16)];
}

export interface SessionDraft {
  name: string;
  day: string;
  from: string;
  to: string;
}

export type SessionFault = "name" | "day" | "from" | "to" | "order";

/** What is wrong with one typed session; an empty list when it can be sent. */
export function faultsOf(session: SessionDraft): SessionFault[] {
  const faults: SessionFault[] = [];
  const from = readClock(session.from);
  const to = readClock(session.to);
  if (session.name.trim() === "" || session.name.trim().length > 100) faults.push("name");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(session.day)) faults.push("day");
  if (!from) faults.push("from");
  if (!to) faults.push("to");
  if (from && to && to <= from) faults.push("order");
  return faults;
}

/** The session as the server takes it. Only for a session without faults. */
export function planOf(
  session: SessionDraft,
  zone: string,
): { name: string; starts_ms: number; ends_ms: number } {
  return {
    name: session.name.trim(),
    starts_ms: momentIn(zone, session.day, readClock(session.from) ?? ""),
    ends_ms: momentIn(zone, session.day, readClock(session.to) ?? ""),
  };
}

/** How much of a session, in percent, one may ask to be watched (server/core/sessions.py). */
const LEAST_PERCENT = 10;
export const HALF = 50;

/** "60", " 60 % " -> 60; null when it is no whole number of percent that may be asked. */
export function readPercent(typed: string): number | null {
  const found = /^\s*(\d{1,3})\s*%?\s*$/.exec(typed);
  const percent = Number(found?.[1]);
  return percent >= LEAST_PERCENT && percent <= 100 ? percent : null;
}

export const ZONE = "Asia/Ho_Chi_Minh";

/** The sessions a new draft begins with: tomorrow morning and afternoon, by the clocks of the zone. */
export function firstSessions(nowMs: number, morning: string, afternoon: string): SessionDraft[] {
  const [day] = wallClock(ZONE, nowMs + 86_400_000);
  const first = { name: morning, day, from: "07:30", to: "11:30" };
  return [first, sessionAfter([first], morning, afternoon)];
}

/** The session most likely to follow: the same day in the afternoon, else the next day at the same times. */
export function sessionAfter(
  sessions: readonly SessionDraft[],
  morning: string,
  afternoon: string,
): SessionDraft {
  const last = sessions.at(-1);
  if (!last) return { name: morning, day: "", from: "07:30", to: "11:30" };
  const from = readClock(last.from) ?? "07:30";
  if (from < "12:00") return { name: afternoon, day: last.day, from: "13:30", to: "17:00" };
  const next = Date.parse(`${last.day}T00:00:00Z`) + 86_400_000;
  const day = Number.isNaN(next) ? "" : new Date(next).toISOString().slice(0, 10);
  return { name: morning, day, from: "07:30", to: "11:30" };
}

/** Sessions that are planned already, as they are typed. */
export function typedSessions(
  sessions: readonly { name: string; startsMs: number; endsMs: number }[],
  zone: string,
): SessionDraft[] {
  return sessions.map(({ name, startsMs, endsMs }) => {
    const [day, from] = wallClock(zone, startsMs);
    return { name, day, from, to: wallClock(zone, endsMs)[1] };
  });
}
