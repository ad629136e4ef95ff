/** The live page: who is on air and who is next, how many are here, what waits for the host. Every figure has an age. */
import { useSignal } from "@preact/signals";
import { serverNowMs } from "../../clock";
import { OfflineBar } from "../../parts";
import { splitBoard } from "../../parts/figures";
import { shownSession } from "../../parts/sessions";
import { path, type Route } from "../../router";
import {
  type ConferenceRow,
  ConferenceState,
  type PresenceRow,
  readFloor,
  readPresence,
  readProgramme,
} from "../../tables/rows";
import type { Table } from "../../tables/table";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { PrivacyCard } from "../privacy/card";
import { Attention } from "./attention";
import { useDeeds } from "./deeds";
import { Hands } from "./hands";
import { LifeBar } from "./life_bar";
import { OnlineCard } from "./online_card";
import { Panels } from "./panels";
import { PointsCard } from "./points_card";
import { PresentCard } from "./present_card";
import { ProgrammeCard } from "./programme_card";
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
  const programme = useTable(connection, "programme");
  const floor = useTable(connection, `floor/${number}`);
  const questions = useTable(connection, `questions/${number}`);
  const papers = useTable(connection, "papers");
  const listens = useSignal(true);
  const figures = board ? (splitBoard(board).self?.place ?? null) : null;
  const points = rootPresence(presence);
  const deeds = useDeeds(connection);
  const shown = { conference, figures, presence: points, deeds };
  const base = `/api/c/${route.conference}/${route.grant}`;
  const pointsPath = path("points", route.conference, route.grant);
  const boardPath = path("board", route.conference, route.grant);
  const screenPath = path("screen", route.conference, route.grant);
  /** Nothing is sent any more: the figures and what can be taken away stand where the picture was. */
  const isOver = conference.state === ConferenceState.CLOSED;
  const present = <PresentCard connection={connection} session={session} figures={figures} />;
  const reports = (
    <>
      <Reports route={route} session={session} />
      <PrivacyCard connection={connection} />
    </>
  );
  return (
    <div class="control">
      <LifeBar
        {...shown}
        connection={connection}
        pointsPath={pointsPath}
        boardPath={boardPath}
        screenPath={screenPath}
      />
      <OfflineBar connection={connection} />
      <main class="control-grid">
        {isOver ? (
          <div class="control-column control-figures">
            {present}
            {reports}
          </div>
        ) : (
          <div class="control-column">
            <ProgrammeCard
              connection={connection}
              programme={programme && readProgramme(programme)}
              floor={floor && readFloor(floor)}
              listens={listens}
            />
            <Hands connection={connection} session={number} table={floor} />
          </div>
        )}
        <div class="control-column control-figures">
          {!isOver && present}
          <Attention table={attention} pointsPath={pointsPath} />
          <PointsCard presence={points} figures={figures} path={pointsPath} />
          {!isOver && (
            <OnlineCard
              connection={connection}
              base={base}
              session={session}
              percent={conference.onlinePercent}
              figures={figures}
            />
          )}
          <Sessions {...shown} number={number} onShow={onChoose} />
          {!isOver && reports}
        </div>
        <div class="control-column">
          <Panels
            connection={connection}
            base={base}
            session={session}
            questions={questions}
            papers={papers}
            latest={latest}
          />
        </div>
      </main>
    </div>
  );
}

function rootPresence(table: Table | null): PresenceRow | null {
  const row = table?.rows.get(ROOT);
  return row ? readPresence(row) : null;
}
