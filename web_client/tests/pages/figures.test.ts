import { describe, expect, it } from "vitest";
import { missingByBelonging, share, splitBoard } from "../../src/parts/figures";
import type { Table } from "../../src/tables/table";

describe("a share", () => {
  it("is written as every share is (i18n/formats)", () => {
    expect([share(46_539, 46_540), share(3, 0)]).toEqual(["99,9\u00a0%", "–"]);
  });
});

describe("a unit's own people", () => {
  it("are missing when present nowhere and not excused", () => {
    expect(missingByBelonging({ summoned: 100, here: 80, ever: 90, excused: 4, exempt: 2 })).toBe(6);
  });
});

describe("a board", () => {
  const figures = [10, 4, 0, 5, 1, 1, 0, 0, 0, 2, 1];
  const row = (node: number, kind: number) =>
    [node, kind, `c${node}`, `n${node}`, figures, [10, 4, 5, 1, 0], 0] as const;
  const table = (...rows: ReturnType<typeof row>[]): Table => ({
    position: null,
    asOfMs: 0,
    rows: new Map(rows.map((it) => [it[0], it])),
  });

  it("sets the node apart from its children and keeps the order of the roster", () => {
    const board = splitBoard(table(row(9, 1), row(3, 0), row(5, 2)));
    expect(board.self?.node).toBe(3);
    expect(board.children.map((child) => child.node)).toEqual([5, 9]);
  });

  it("without rows has no node", () => {
    expect(splitBoard(table())).toEqual({ self: null, children: [] });
  });
});
