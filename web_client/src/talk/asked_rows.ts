/** Which questions stand where at the desk and on the phone, and in which order. Pure. */
import { type QuestionRow, QuestionState } from "../tables/rows";

export interface Parts {
  /** On screen now, whoever asked. */
  readonly answering: QuestionRow | null;
  /** Newest first: what one has just sent is on top. */
  readonly mine: readonly QuestionRow[];
  /** What one may still ask along with, most wanted first. */
  readonly others: readonly QuestionRow[];
  /** What others asked and was answered, the newest answer first. */
  readonly answered: readonly QuestionRow[];
  /** Any question seen here, by key: what one was merged into. */
  readonly byKey: ReadonlyMap<string, QuestionRow>;
}

export function partsOf(rows: readonly QuestionRow[]): Parts {
  const theirs = rows.filter((row) => !row.mine);
  return {
    answering: rows.find((row) => row.state === QuestionState.ON_SCREEN) ?? null,
    mine: rows.filter((row) => row.mine).sort((a, b) => b.atMs - a.atMs),
    others: theirs
      .filter((row) => row.state === QuestionState.APPROVED)
      .sort((a, b) => b.votes - a.votes || a.atMs - b.atMs),
    answered: theirs
      .filter((row) => row.state === QuestionState.ANSWERED || row.state === QuestionState.IN_WRITING)
      .sort((a, b) => b.answeredMs - a.answeredMs),
    byKey: new Map(rows.map((row) => [row.key, row])),
  };
}
