/** The command that only the planning page sends (server/core/commands.py, PlanConference). */
import type { Ask } from "../../wire/commands";

export interface PlannedSession {
  readonly name: string;
  readonly starts_ms: number;
  readonly ends_ms: number;
}

/** Title and sessions of a draft, both replaced. */
export const planConference = (title: string, sessions: readonly PlannedSession[], zone: string): Ask => ({
  kind: 1,
  body: [title, sessions.map(({ name, starts_ms, ends_ms }) => [name, starts_ms, ends_ms]), zone],
  texts: [],
});
