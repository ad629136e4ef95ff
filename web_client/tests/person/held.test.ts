import { describe, expect, it } from "vitest";
import { type Dossier, goingOf, type Held, nameOf } from "../../src/pages/person/held";

const NOBODY: Held = {
  person: 7,
  text: null,
  unit: null,
  summoned_to: null,
  evidence: [],
  notes: [],
  questions: [],
  phones: [],
  online: [],
};
const AT = { session: "Sáng", at: "2026-02-07T07:41:00+07:00" };
const CAME = { ...AT, what: "check_in", point: "P", device: "", undone: true } as const;

function dossier(texts: number, held: Partial<Held>): Dossier {
  return { held: { ...NOBODY, ...held }, texts, points: [] };
}

describe("what an erasure takes", () => {
  it("is told by kind, and together is all of it", () => {
    const told = goingOf(
      dossier(9, {
        text: { code: "A1", name: "Trần Văn Bích", post: "", phone: "" },
        evidence: [{ ...CAME, undo_reasons: [["nhầm"], ["lần nữa"]] }],
        notes: [{ ...AT, what: "excused", withdrawn: false, reason: ["ốm"], undo_reasons: [] }],
        questions: [
          { ...AT, text: "Bao giờ?", answer: "Mai" },
          { ...AT, text: "Ở đâu?", answer: "" },
        ],
      }),
    );
    expect(told).toEqual({ own: 1, questions: 2, answers: 1, reasons: 3, others: 2 });
  });

  it("is nothing of somebody who was erased", () => {
    const held = { evidence: [{ ...CAME, undo_reasons: [] }], questions: [{ ...AT, text: "", answer: "" }] };
    expect(goingOf(dossier(0, held))).toEqual({ own: 0, questions: 0, answers: 0, reasons: 0, others: 0 });
    expect(nameOf(dossier(0, held).held)).toBe("");
  });
});
