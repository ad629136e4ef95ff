import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../src/api";
import "../../src/i18n/talk_codes";
import { codeWords, errorWords } from "../../src/i18n/errors";
import { Door, refusalWords } from "../../src/pages/phone/asked";
import { type QuestionRow, QuestionState } from "../../src/tables/rows";
import { partsOf } from "../../src/talk/asked_rows";

afterEach(() => vi.unstubAllGlobals());

const refused = (status: number, code: string, detail = {}) => new ApiError(status, code, detail);

describe("a refusal at the identify door", () => {
  it("says how many tries are left, and when there are none", () => {
    expect(refusalWords(refused(403, "NOT_RECOGNISED", { tries: 3 }))).toMatch(/Còn 3 lần thử\.$/);
    expect(refusalWords(refused(403, "NOT_RECOGNISED", { tries: 0 }))).toMatch(/bàn điểm danh/);
  });

  it("says how long to wait", () => {
    expect(refusalWords(refused(429, "TOO_MANY_TRIES", { retry_after_s: 60 }))).toMatch(/1 phút\.$/);
  });

  it("is the usual sentence for all else", () => {
    const closed = refused(409, "SESSION_NOT_OPEN");
    expect(refusalWords(closed)).toBe(errorWords(closed));
    expect(refusalWords(new TypeError("x"))).toBe(errorWords(new TypeError("x")));
  });
});

describe("the identify door", () => {
  it("asks nothing before the notice was accepted; then tells the session with what was typed, and is busy meanwhile", async () => {
    const sent: unknown[] = [];
    const answers = [
      Response.json({ waiting: false }),
      Response.json({ error: "LINK_UNKNOWN" }, { status: 403 }),
    ];
    vi.stubGlobal("fetch", (_: string, request: RequestInit) => {
      sent.push(JSON.parse(String(request.body)));
      return Promise.resolve(answers.shift());
    });
    const door = new Door("/api/c/C/q1/identify", 1);
    expect(await door.ask({ number: "DB1" })).toBe(false);
    expect([door.refusal.value, sent]).toEqual([codeWords("CONSENT_NEEDED"), []]);
    door.consent.value = 3;
    const asking = door.ask({ number: "DB1" });
    expect(door.busy.value).toBe(true);
    expect([await asking, door.busy.value, door.refusal.value]).toEqual([true, false, null]);
    expect(await door.ask({ personal: true })).toBe(false);
    expect(door.refusal.value).not.toBeNull();
    expect(sent).toEqual([
      { number: "DB1", session: 1, consent: 3 },
      { personal: true, session: 1, consent: 3 },
    ]);
  });
});

describe("questions on a phone", () => {
  const row = (key: string, part: Partial<QuestionRow>) =>
    ({ key, mine: false, votes: 0, atMs: 0, ...part }) as QuestionRow;
  const rows = [
    row("a", { state: QuestionState.APPROVED, votes: 1, atMs: 5 }),
    row("b", { state: QuestionState.APPROVED, votes: 4 }),
    row("c", { state: QuestionState.APPROVED, votes: 1, atMs: 2 }),
    row("d", { state: QuestionState.ASKED, mine: true, atMs: 1 }),
    row("e", { state: QuestionState.ON_SCREEN, mine: true, atMs: 9 }),
    row("f", { state: QuestionState.ANSWERED }),
  ];

  it("stand by what one may do with them", () => {
    const { answering, mine, others } = partsOf(rows);
    expect(answering?.key).toBe("e");
    expect(mine.map((one) => one.key)).toEqual(["e", "d"]);
    expect(others.map((one) => one.key)).toEqual(["b", "c", "a"]);
  });
});
