import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ApiError } from "../../src/api";
import { CODE_WORDS } from "../../src/i18n/codes";
import "../../src/i18n/talk_codes";
import { codeWords, errorWords } from "../../src/i18n/errors";
import { VERDICT_WORDS, Verdict, verdictWords } from "../../src/i18n/verdicts";

const server = new URL("../../../server/", import.meta.url);
const source = (path: string) => readFileSync(new URL(path, server), "utf8");

describe("words for what the server says", () => {
  it("know every verdict of the core by its own number", () => {
    const body = source("core/refusals.py").split("class Verdict")[1]?.split("\ndef ")[0] ?? "";
    const verdicts = [...body.matchAll(/^ {4}([A-Z_]+) = (\d+)$/gm)].map(([, name, n]) => [name, Number(n)]);
    expect(verdicts.length).toBeGreaterThan(30);
    expect(Object.fromEntries(verdicts)).toEqual(Verdict);
  });

  it("know every error code of the HTTP side and of the link", () => {
    const edge = readdirSync(new URL("edge/", server)).filter((name) => name.endsWith(".py"));
    const codes = edge.flatMap((name) =>
      [...source(`edge/${name}`).matchAll(/(?:Problem\(\s*\d{3},\s*|demand\([^\n]*, )"([A-Z_]+)"/g)].map(
        ([, code]) => code ?? "",
      ),
    );
    const faults = [...source("wire/codes.py").matchAll(/ = "([A-Z_]+)"/g)].map(([, code]) => code ?? "");
    expect(codes.length).toBeGreaterThan(20);
    const wordless = [...codes, ...faults].filter((code) => !CODE_WORDS[code] && !(code in VERDICT_WORDS));
    expect([...new Set(wordless)]).toEqual([]);
  });

  it("are two whole sentences, and never a code", () => {
    for (const [vi, en] of [...Object.values(CODE_WORDS), ...Object.values(VERDICT_WORDS)]) {
      for (const words of [vi, en]) expect(words).toMatch(/^[^_]{3,}\.$/u);
      expect(vi).not.toBe(en);
    }
  });

  it("stay true for a verdict or a code of a newer server", () => {
    expect(verdictWords(177)).toContain("177");
    expect(codeWords("SOMETHING_NEW")).toContain("SOMETHING_NEW");
    expect(errorWords(new ApiError(503, "SOMETHING_NEW", {}))).toBe(codeWords("NOT_READY"));
    expect(errorWords(new ApiError(0, "OFFLINE", {}))).toBe(codeWords("OFFLINE"));
  });
});
