/** The command that only the planning page sends (server/core/commands.py, PlanConference). */
import type { Ask } from "../../wire/commands";

export interface PlannedSession {
  readonly name: string;
  readonly starts_ms: number;
  readonly ends_ms: number;
}

/** What the first step asks. */
export interface Plan {
  readonly title: string;
  readonly sessions: readonly PlannedSession[];
  /** Of a session's length: so much time online counts as present. */
  readonly onlinePercent: number;
}

/** Title, sessions and rule of a draft, all replaced. */
export const planConference = ({ title, sessions, onlinePercent }: Plan, zone: string): Ask => ({
  kind: 1,
  body: [
    title,
    sessions.map(({ name, starts_ms, ends_ms }) => [name, starts_ms, ends_ms]),
    zone,
    onlinePercent,
  ],
  texts: [],
});
