import { describe, expect, it } from "vitest";
import { pageAt, pagesOf, untilTurn } from "../../src/pages/board/rotation";

const rows = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("the pages of a wall", () => {
  it("hold every row once, in order, and never more than fit", () => {
    for (let count = 0; count <= 130; count++) {
      for (const most of [1, 7, 10]) {
        const pages = pagesOf(rows(count), most);
        expect(pages.flat()).toEqual(rows(count));
        expect(Math.max(0, ...pages.map((page) => page.length))).toBeLessThanOrEqual(most);
      }
    }
  });

  it("are even: no last page with three lonely rows", () => {
    expect(pagesOf(rows(23), 10).map((page) => page.length)).toEqual([8, 8, 7]);
    expect(pagesOf(rows(11), 10).map((page) => page.length)).toEqual([6, 5]);
  });

  it("are one page when everything fits, and none when there is nothing", () => {
    expect(pagesOf(rows(10), 10)).toEqual([rows(10)]);
    expect(pagesOf(rows(0), 10)).toEqual([]);
    expect(pagesOf(rows(2), 0).length).toBe(2);
  });
});

describe("the turn of the pages", () => {
  it("is the same on every wall at the same moment, and passes over every page", () => {
    const seen = [0, 1, 2, 3, 4].map((turn) => pageAt(1_770_000_000_000 + turn * 12_000, 3, 12_000));
    expect(new Set(seen).size).toBe(3);
    expect(seen[0]).toBe(seen[3]);
  });

  it("stands still with one page", () => {
    expect(pageAt(1_770_000_000_000, 1)).toBe(0);
    expect(pageAt(1_770_000_000_000, 0)).toBe(0);
  });

  it("comes exactly when `untilTurn` said", () => {
    const now = 1_770_000_003_210;
    const next = now + untilTurn(now, 12_000);
    expect(pageAt(next - 1, 100, 12_000)).toBe(pageAt(now, 100, 12_000));
    expect(pageAt(next, 100, 12_000)).not.toBe(pageAt(now, 100, 12_000));
  });
});
