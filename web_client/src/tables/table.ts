/**
 * A replicated table: the pure twin of the server's row protocol. It knows no socket and no page.
 *
 * Rule 1: first load, live update and resume are one operation, `apply`.
 * Rule 2: a frame with `reset` replaces everything; without it rows are put, then gone keys are dropped.
 * Rule 3: the same frames give the same table as in Python: both read tests/vectors/tables.json.
 */
import type { Key, Position, Row, RowsFrame } from "../wire/frames";

export interface Table {
  /** Where this table stands in its history; sent back to resume. Null: nothing was received yet. */
  readonly position: Position | null;
  readonly asOfMs: number;
  readonly rows: ReadonlyMap<Key, Row>;
}

export const EMPTY: Table = { position: null, asOfMs: 0, rows: new Map() };

/** The table after `frame`; the one given is left as it was. */
export function apply(table: Table, frame: RowsFrame): Table {
  if (!frame.reset && frame.rows.length === 0 && frame.gone.length === 0)
    return { position: frame.position, asOfMs: frame.asOfMs, rows: table.rows };
  const rows = new Map(frame.reset ? [] : table.rows);
  for (const row of frame.rows) rows.set(row[0], row);
  for (const key of frame.gone) rows.delete(key);
  return { position: frame.position, asOfMs: frame.asOfMs, rows };
}
