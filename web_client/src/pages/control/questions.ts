/** Which questions stand under which tab, in which order, and what may be done with one. Pure. */
import { type QuestionRow, QuestionState, readQuestion } from "../../tables/rows";
import type { Table } from "../../tables/table";

export type QuestionTab = "asked" | "approved" | "answered";
export const QUESTION_TABS: readonly QuestionTab[] = ["asked", "approved", "answered"];

export type Sorted = Readonly<Record<QuestionTab, readonly QuestionRow[]>>;

/**
 * Asked: the longest wait first. Approved: what is on the screen, then by who joins in asking, then by time. Done:
 * the newest first.
 */
export function sortQuestions(table: Table): Sorted {
  const all = [...table.rows.values()].map(readQuestion);
  const asked = all.filter((q) => q.state === QuestionState.ASKED).sort((a, b) => a.atMs - b.atMs);
  const approved = all
    .filter((q) => q.state === QuestionState.APPROVED || q.state === QuestionState.ON_SCREEN)
    .sort((a, b) => b.state - a.state || b.votes - a.votes || a.atMs - b.atMs);
  const answered = all.filter((q) => q.state >= QuestionState.ANSWERED).sort((a, b) => lastMs(b) - lastMs(a));
  return { asked, approved, answered };
}

const lastMs = (question: QuestionRow) => question.answeredMs || question.atMs;

/** Questions another one may be merged into: those that are still to be answered, itself left out. */
export const mergeable = ({ asked, approved }: Sorted, question: QuestionRow): QuestionRow[] =>
  [...approved, ...asked].filter((other) => other.key !== question.key);

/** So long a claim stands (server/core/questions.py); the server has the last word. */
export const CLAIM_MS = 300_000;

export type Holder = "nobody" | "here" | "elsewhere";

/** Whose hands the question is in: what another device took is let be, until its claim has lapsed. */
export function holderOf(question: QuestionRow, device: string, nowMs: number): Holder {
  if (question.claimDevice === "" || nowMs - question.claimedMs >= CLAIM_MS) return "nobody";
  return question.claimDevice === device ? "here" : "elsewhere";
}
