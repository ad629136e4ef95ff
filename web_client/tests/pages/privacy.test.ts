import { describe, expect, it } from "vitest";
import { urgencyOf } from "../../src/pages/privacy/urgency";
import { readListing, readPrivacy } from "../../src/tables/kept";
import type { Row } from "../../src/wire/frames";

const DAY_MS = 86_400_000;

describe("an erasure", () => {
  it("is announced thirty days before, and louder in the last week", () => {
    expect([30 * DAY_MS + 1, 30 * DAY_MS, 7 * DAY_MS + 1, 7 * DAY_MS, DAY_MS, 0].map(urgencyOf)).toEqual([
      "",
      "next",
      "next",
      "now",
      "now",
      "now",
    ]);
  });

  it("is read with what it takes", () => {
    const row: Row = [0, 365, 9, 8, 7, 6, 5, 4, "Tỉnh uỷ", "Ghi nhận", "Văn phòng", [1, 2, 3, 4, 5, 6]];
    const read = readPrivacy(row);
    expect([read.keepDays, read.dueMs, read.announcedMs, read.begunMs, read.endedMs, read.texts]).toEqual([
      365, 9, 8, 7, 6, 5,
    ]);
    expect([read.version, read.organisation, read.purpose, read.contact]).toEqual([
      4,
      "Tỉnh uỷ",
      "Ghi nhận",
      "Văn phòng",
    ]);
    expect(Object.values(read.figures)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe("a listing", () => {
  it("is read with who and what", () => {
    const read = readListing([9, 1, 4, 3, 2, "Hội trường", "h0", "Chrome", -1, true]);
    expect(Object.values(read)).toEqual([9, 1, 4, 3, 2, "Hội trường", "h0", "Chrome", -1, true]);
  });
});
