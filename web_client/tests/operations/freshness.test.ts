import { describe, expect, it } from "vitest";
import { clockOff, STALE_MS, troublesOf } from "../../src/pages/operations/freshness";
import type { Picture } from "../../src/pages/operations/picture";

const AT = 1_770_426_000_000;
const picture = {
  as_of_ms: AT,
  troubles: [{ code: "DISK_LOW", level: "now", about: "", since_ms: AT, n: 1 }],
};
const codes = (heardMs: number, nowMs: number, shown: unknown = picture) =>
  troublesOf(shown as Picture | null, heardMs, nowMs).map((one) => one.code);

describe("what the page knows beside the server", () => {
  it("is nothing while pictures come", () => {
    expect(codes(AT, AT + STALE_MS)).toEqual(["DISK_LOW"]);
  });

  it("is that nobody answers once the newest picture is old, before what was known", () => {
    expect(codes(AT, AT + STALE_MS + 1)).toEqual(["UNREACHABLE", "DISK_LOW"]);
  });

  it("is that nobody answers when there never was a picture", () => {
    expect(codes(AT, AT, null)).toEqual(["UNREACHABLE"]);
  });

  it("is that the clocks differ by more than a picture's age", () => {
    expect(codes(AT + 8_000, AT + 8_000)).toEqual(["DISK_LOW"]);
    expect(codes(AT + 8_001, AT + 8_001)).toEqual(["DISK_LOW", "CLOCK_DIFFERS"]);
    expect(codes(AT - 2_001, AT - 2_001)).toEqual(["DISK_LOW", "CLOCK_DIFFERS"]);
    expect(clockOff(AT + 60_000, AT)).toBe(60_000);
    expect(clockOff(AT, AT + 60_000)).toBe(-60_000);
  });
});
