import { describe, expect, it } from "vitest";
import { missingByBelonging, permille, splitBoard } from "../../src/parts/figures";
import type { Table } from "../../src/tables/table";

describe("a share", () => {
  it("is rounded to a tenth of a per cent", () => {
    expect(permille(44_560, 46_540)).toBe(957);
  });

  it("is never 100 % while somebody is missing, nor 0 % while somebody is here", () => {
    expect(permille(46_539, 46_540)).toBe(999);
    expect(permille(1, 46_540)).toBe(1);
    expect(permille(46_540, 46_540)).toBe(1000);
    expect(permille(0, 46_540)).toBe(0);
  });

  it("does not exist when nobody was summoned", () => {
    expect(permille(0, 0)).toBeNull();
    expect(permille(3, 0)).toBeNull();
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
