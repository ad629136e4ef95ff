/** The names of the units between the grant's own and the one shown. A name is asked for once and kept. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { NodeKind, readBoard } from "../../tables/rows";
import type { Connection } from "../../wire/socket";

export interface Step {
  readonly node: number;
  /** "" until it is known. */
  readonly name: string;
}

/** Names by "<conference>/<node>": every board row seen tells one. */
const names = signal<ReadonlyMap<string, string>>(new Map());

const keyOf = (connection: Connection, node: number) => `${connection.conference}/${node}`;

/** Remembers the names of rows, so that the way back up needs no question. */
function learn(connection: Connection, rows: Iterable<readonly [unknown, ...unknown[]]>): void {
  const learnt = new Map(names.peek());
  for (const row of rows) {
    const { node, name } = readBoard(row as Parameters<typeof readBoard>[0]);
    learnt.set(keyOf(connection, node), name);
  }
  if (learnt.size !== names.peek().size) names.value = learnt;
}

/** `nodes` with their names; a board is watched only for a name nobody has told yet. */
export function useTrail(connection: Connection, nodes: readonly number[], session: number): Step[] {
  const unknown = nodes.find((node) => !names.value.has(keyOf(connection, node)));
  const topic = unknown === undefined ? null : `board/${unknown}/${session}`;
  useEffect(() => (topic === null ? undefined : connection.watch(topic)), [connection, topic]);
  const rows = topic === null ? null : connection.table(topic).value.rows;
  useEffect(() => {
    if (rows && rows.size > 0) learn(connection, [...rows.values()].filter(isOwn));
  }, [connection, rows]);
  return nodes.map((node) => ({ node, name: names.value.get(keyOf(connection, node)) ?? "" }));
}

const isOwn = (row: readonly unknown[]) => row[1] === NodeKind.SELF;
