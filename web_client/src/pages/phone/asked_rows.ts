/** Which questions stand where on the phone, and in which order. Pure. */
import { type QuestionRow, QuestionState } from "../../tables/rows";

/** A list is read with a thumb; the rest is one press away. */
export const SHOWN_AT_FIRST = 10;

export interface Parts {
  /** On screen now, whoever asked. */
  readonly answering: QuestionRow | null;
  /** Newest first: what one has just sent is on top. */
  readonly mine: readonly QuestionRow[];
  /** What one may still ask along with, most wanted first. */
  readonly others: readonly QuestionRow[];
}

export function partsOf(rows: readonly QuestionRow[]): Parts {
  return {
    answering: rows.find((row) => row.state === QuestionState.ON_SCREEN) ?? null,
    mine: rows.filter((row) => row.mine).sort((a, b) => b.atMs - a.atMs),
    others: rows
      .filter((row) => !row.mine && row.state === QuestionState.APPROVED)
      .sort((a, b) => b.votes - a.votes || a.atMs - b.atMs),
  };
}
