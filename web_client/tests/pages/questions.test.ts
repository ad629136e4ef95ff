import { describe, expect, it } from "vitest";
import { CLAIM_MS, holderOf, mergeable, sortQuestions } from "../../src/pages/control/questions";
import { QuestionState } from "../../src/tables/rows";
import { apply, EMPTY, type Table } from "../../src/tables/table";

type Some = Partial<Record<"state" | "atMs" | "votes" | "answeredMs" | "claimedMs", number>> & {
  claim?: string;
};

function table(questions: Record<string, Some>): Table {
  const rows = Object.entries(questions).map(
    ([key, { state = 0, atMs = 0, votes = 0, answeredMs = 0, claim = "", claimedMs = 0 }]) =>
      [
        key,
        state,
        atMs,
        "n4",
        "Tuy An",
        "",
        `question ${key}`,
        votes,
        "",
        "",
        "",
        answeredMs,
        false,
        claim,
        claimedMs,
      ] as const,
  );
  return apply(EMPTY, { topic: "questions/0", position: [1, 1], asOfMs: 0, reset: true, rows, gone: [] });
}

const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key);

describe("the moderator's questions", () => {
  it("wait in the order they were asked", () => {
    const sorted = sortQuestions(table({ bb: { atMs: 20 }, aa: { atMs: 10 }, cc: { atMs: 30 } }));
    expect(keys(sorted.asked)).toEqual(["aa", "bb", "cc"]);
  });

  it("that are approved begin with the one on the screen, then with what most ask", () => {
    const sorted = sortQuestions(
      table({
        aa: { state: QuestionState.APPROVED, votes: 2 },
        bb: { state: QuestionState.APPROVED, votes: 14 },
        cc: { state: QuestionState.ON_SCREEN },
      }),
    );
    expect(keys(sorted.approved)).toEqual(["cc", "bb", "aa"]);
  });

  it("that are done stand newest first, whatever became of them", () => {
    const sorted = sortQuestions(
      table({
        aa: { state: QuestionState.ANSWERED, answeredMs: 100 },
        bb: { state: QuestionState.DECLINED, atMs: 50 },
        cc: { state: QuestionState.IN_WRITING, answeredMs: 200 },
        dd: { state: QuestionState.MERGED, atMs: 60 },
      }),
    );
    expect(keys(sorted.answered)).toEqual(["cc", "aa", "dd", "bb"]);
  });

  it("are merged into another one that is still open, never into themselves", () => {
    const sorted = sortQuestions(
      table({ aa: {}, bb: { state: QuestionState.APPROVED }, cc: { state: QuestionState.ANSWERED } }),
    );
    const [asked] = sorted.asked;
    if (!asked) throw new Error("no question");
    expect(keys(mergeable(sorted, asked))).toEqual(["bb"]);
  });

  it("are in nobody's hands, in ours, or in another device's", () => {
    const { asked } = sortQuestions(
      table({
        aa: {},
        bb: { claim: "d1", claimedMs: 1000, atMs: 1 },
        cc: { claim: "d2", claimedMs: 1000, atMs: 2 },
      }),
    );
    const held = (nowMs: number) => asked.map((question) => holderOf(question, "d1", nowMs));
    expect(held(1000 + CLAIM_MS - 1)).toEqual(["nobody", "here", "elsewhere"]);
    expect(held(1000 + CLAIM_MS)).toEqual(["nobody", "nobody", "nobody"]);
  });
});
