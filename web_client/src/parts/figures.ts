/** The few sums pages may make of board rows, so that two pages never disagree. */
import { percent } from "../i18n/formats";
import type { BelongingFigures, BoardRow } from "../tables/rows";
import { NodeKind, readBoard } from "../tables/rows";
import type { Table } from "../tables/table";

/** Of the people of a unit: summoned, present nowhere, not excused. `ever` counts attendance anywhere. */
export const missingByBelonging = (b: BelongingFigures) => Math.max(0, b.summoned - b.ever - b.excused);

/** `part` of `whole` as it is shown: "95,7 %", or "–" when nobody was summoned. */
export const share = percent;

export interface Board {
  readonly self: BoardRow | null;
  /** In the order of their numbers, which is the order of the roster file. */
  readonly children: readonly BoardRow[];
}

/** The node's own row and its children. */
export function splitBoard(table: Table): Board {
  let self: BoardRow | null = null;
  const children: BoardRow[] = [];
  for (const row of table.rows.values()) {
    const read = readBoard(row);
    if (read.kind === NodeKind.SELF) self = read;
    else children.push(read);
  }
  return { self, children: children.sort((a, b) => a.node - b.node) };
}
