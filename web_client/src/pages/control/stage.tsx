/** The live page: what state, how many are here, what waits for the host, who came last. Every figure has an age. */
import { serverNowMs } from "../../clock";
import { OfflineBar } from "../../parts";
import { splitBoard } from "../../parts/figures";
import { shownSession } from "../../parts/sessions";
import { path, type Route } from "../../router";
import { type ConferenceRow, type PresenceRow, readPresence } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { Attention } from "./attention";
import { useDeeds } from "./deeds";
import { Latest } from "./latest";
import { LifeBar } from "./life_bar";
import { PointsCard } from "./points_card";
import { PresentCard } from "./present_card";
import { Reports } from "./reports";
import { Sessions } from "./sessions";

const ROOT = 0;

interface StageProps {
  connection: Connection;
  conference: ConferenceRow;
  route: Route;
  /** The session looked at; null follows the running one. */
  chosen: number | null;
  onChoose: (session: number) => void;
}

export function Stage({ connection, conference, route, chosen, onChoose }: StageProps) {
  const session = conference.sessions[chosen ?? -1] ?? shownSession(conference, serverNowMs());
  const number = session?.number ?? 0;
  const board = useTable(connection, `board/${ROOT}/${number}`);
  const presence = useTable(connection, `presence/${ROOT}`);
  const latest = useTable(connection, `latest/${number}`);
  const attention = useTable(connection, `attention/${number}`);
  const figures = board ? (splitBoard(board).self?.place ?? null) : null;
  const points = rootPresence(presence);
  const deeds = useDeeds(connection);
  const shown = { conference, figures, presence: points, deeds };
  const pointsPath = path("points", route.conference, route.grant);
  const boardPath = path("board", route.conference, route.grant);
  return (
    <div class="control">
      <LifeBar {...shown} connection={connection} pointsPath={pointsPath} boardPath={boardPath} />
      <OfflineBar connection={connection} />
      <main class="control-grid">
        <div class="control-column">
          <PresentCard connection={connection} session={session} figures={figures} />
          <PointsCard presence={points} figures={figures} path={pointsPath} />
          <Sessions {...shown} number={number} onShow={onChoose} />
        </div>
        <Attention table={attention} pointsPath={pointsPath} />
        <div class="control-column">
          <Latest table={latest} session={session} />
          <Reports route={route} session={session} />
        </div>
      </main>
    </div>
  );
}

function rootPresence(table: Table | null): PresenceRow | null {
  const row = table?.rows.get(ROOT);
  return row ? readPresence(row) : null;
}
