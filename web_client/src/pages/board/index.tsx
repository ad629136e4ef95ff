/** The board of a unit, down to the point: `/board/<conference>/<grant>[/<node>…]`, and the wall with `?wall`. */
import { useEffect } from "preact/hooks";
import type { PageProps } from "../../app";
import { serverNowMs } from "../../clock";
import { codeWords } from "../../i18n/errors";
import { Hindrance } from "../../parts";
import { type Board, splitBoard } from "../../parts/figures";
import { AwaitedPage, Lone } from "../../parts/lone";
import { shownSession } from "../../parts/sessions";
import { useTitle } from "../../parts/title";
import { recover, useNight } from "../../parts/unattended";
import type { Route } from "../../router";
import { type BoardRow, type ConferenceRow, NodeKind, type SessionRow } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { connectionOf, useConference, useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { BoardView } from "./board_view";
import { useTrail } from "./trail";
import { Wall } from "./wall";
import { t } from "./words";
import "./board.css";

/** How figures are rolled up: the rooms under a unit, or the people of a unit. */
export type Roll = "place" | "belonging";

const isWall = (route: Route) => route.query.has("wall") || route.grant.startsWith("w");

export default function BoardPage({ route }: PageProps) {
  const connection = connectionOf(route.conference, route.grant);
  const conference = useConference(connection);
  const wall = isWall(route);
  useNight(wall);
  useEffect(() => (wall ? recover(connection) : undefined), [wall, connection]);
  const own = Number(route.grant.slice(1));
  const link = connection.link.value;
  // A page older than the server keeps its last figures, marked as old, until it has loaded itself again.
  if (link.phase === "ended" && !(wall && link.code === "PAGE_TOO_OLD")) return <Refused code={link.code} />;
  if (!conference)
    return (
      <AwaitedPage>
        {t("loading")}
        <Hindrance connection={connection} />
      </AwaitedPage>
    );
  return <Shown connection={connection} conference={conference} route={route} own={own} wall={wall} />;
}

interface ShownProps {
  connection: Connection;
  conference: ConferenceRow;
  route: Route;
  own: number;
  wall: boolean;
}

function Shown({ connection, conference, route, own, wall }: ShownProps) {
  const session = sessionOf(conference, route.query.get("session"));
  const number = session?.number ?? 0;
  const below = route.rest.map(Number).filter((node) => Number.isInteger(node) && node >= 0);
  const node = below.at(-1) ?? own;
  const topic = `board/${node}/${number}`;
  const table = useTable(connection, topic);
  const presence = useTable(connection, `presence/${node}`);
  const board = table?.position ? splitBoard(table) : null;
  const only = onlyUnit(board);
  const inner = useTable(connection, only === null ? null : `board/${only.node}/${number}`);
  const innerPresence = useTable(connection, only === null ? null : `presence/${only.node}`);
  const trail = useTrail(connection, [own, ...below.filter((one) => one !== own)], number);
  const name = board?.self ? (node === 0 ? t("whole") : board.self.name) : "";
  useTitle(name || t("page"), conference.title);
  const roll: Roll = route.query.get("by") === "belonging" ? "belonging" : "place";
  const shownBelow: Below = only
    ? { unit: only, rows: inner ? splitBoard(inner).children : [], presence: innerPresence }
    : { unit: null, rows: board?.children ?? [], presence };
  const facts = { connection, conference, route, session, node, board, below: shownBelow, presence, roll };
  if (connection.refusal(topic).value !== null) return <Refused code="NOT_ALLOWED" />;
  return wall ? <Wall {...facts} /> : <BoardView {...facts} trail={trail} />;
}

/** What the table shows: the units below; below a unit that stands alone, its own. */
export interface Below {
  /** The lone unit that was passed over. */
  readonly unit: BoardRow | null;
  readonly rows: readonly BoardRow[];
  readonly presence: Table | null;
}

/** A table of one unit says nothing that the figures above it do not: what is below that unit is shown instead. */
function onlyUnit(board: Board | null): BoardRow | null {
  const [first, second] = board?.children ?? [];
  return first && !second && first.kind === NodeKind.UNIT ? first : null;
}

function sessionOf(conference: ConferenceRow, asked: string | null): SessionRow | null {
  const chosen = asked === null ? undefined : conference.sessions[Number(asked)];
  return chosen ?? shownSession(conference, serverNowMs());
}

function Refused({ code }: { code: string | null }) {
  return (
    <Lone title={t("refusedTitle")}>
      {code === null || code === "NOT_ALLOWED" || code === "NOT_SIGNED_IN"
        ? t("refusedHow")
        : codeWords(code)}
    </Lone>
  );
}
