import { describe, expect, it } from "vitest";
import { apply, EMPTY, type Table } from "../../src/tables/table";
import { fromHex, read } from "../../src/wire/frames";
import { plain, vectors } from "../vectors";

interface Case {
  law: string;
  topic: string;
  frames: string[];
  rows: unknown[][];
  position: unknown[];
  as_of_ms: number;
}

const { cases } = vectors<{ cases: Case[] }>("tables");

function fold(frames: readonly string[]): Table {
  return frames.reduce((table, hex) => {
    const frame = read(fromHex(hex));
    if (frame.kind !== "rows") throw new Error("not ROWS");
    return apply(table, frame);
  }, EMPTY);
}

const byKey = (rows: Iterable<readonly unknown[]>) =>
  [...rows].sort((a, b) => String(a[0]).localeCompare(String(b[0])));

describe("a replicated table is what the server's is", () => {
  it.each(cases)("$law", ({ frames, rows, position, as_of_ms }) => {
    const table = fold(frames);
    expect(byKey(table.rows.values())).toEqual(byKey(plain(rows) as unknown[][]));
    expect(table.position).toEqual(plain(position));
    expect(table.asOfMs).toBe(as_of_ms);
  });

  it("a table that was given is left as it was", () => {
    const [first] = cases;
    if (!first) throw new Error("no cases");
    const before = fold(first.frames);
    const rows = [...before.rows.values()];
    apply(before, { topic: first.topic, position: [9], asOfMs: 1, reset: true, rows: [], gone: [] });
    expect([...before.rows.values()]).toEqual(rows);
  });
});
