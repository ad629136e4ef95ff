/** What the room sees: the programme over the whole screen; above it who and when, below it the question and the code. */
import { useState } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { time } from "../../i18n/formats";
import { type Air, airOf, Listen, Programme, Sound, useBeingScreen, useMedia } from "../../media";
import { clockOf } from "../../parts/counting";
import {
  type ConferenceRow,
  ConferenceState,
  type FloorRow,
  type HandRow,
  type QuestionRow,
  QuestionState,
  readFloor,
  readHands,
  readProgramme,
  readQuestion,
  type SessionRow,
  SessionState,
} from "../../tables/rows";
import type { Table } from "../../tables/table";
import { HandsList } from "../../talk/hands_list";
import { placeOfPoint } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import { ageMs, type Connection } from "../../wire/socket";
import { Controls } from "./controls";
import { RoomCode } from "./room_code";
import { t } from "./words";

/** Fresher than this is live: the server beats once a second. */
const FRESH_MS = 5_000;

interface RoomProps {
  connection: Connection;
  conference: ConferenceRow;
  session: SessionRow | null;
  /** The point; 0 for the conference itself. */
  node: number;
  nodeName: string;
  /** "/api/c/<conference>/<grant>" */
  base: string;
}

export function Room({ connection, conference, session, node, nodeName, base }: RoomProps) {
  const number = session?.number ?? 0;
  const media = useMedia(connection, false);
  useBeingScreen(`${connection.conference}.${connection.grant}`);
  const programmeTable = useTable(connection, "programme");
  const floorTable = useTable(connection, `floor/${number}`);
  const questions = useTable(connection, `questions/${number}`);
  const programme = programmeTable && readProgramme(programmeTable);
  const floor = floorTable && readFloor(floorTable);
  const place = node > 0 ? placeOfPoint(node) : "";
  const hands = floorTable ? readHands(floorTable) : [];
  const air = airOf(place, floor, hands, connection.stage.value);
  const question = questions && onScreen(questions);
  const isOpen = session?.state === SessionState.OPEN;
  const codeOf = node > 0 || connection.grant.startsWith("h") ? node : null;
  const other = floor?.onAir && floor.onAir !== place ? floor.onAirName || " " : "";
  const [shows, setShows] = useState(false);
  const isIdle = !shows;
  return (
    <main class="screen" data-idle={isIdle} data-question={question !== null}>
      <header class="screen-head">
        <State connection={connection} conference={conference} session={session} />
        <b class="screen-title">{[conference.title, session?.name].filter(Boolean).join(" · ")}</b>
        {nodeName && <span class="soft screen-room">{nodeName}</span>}
        <span class="screen-clock">{time(serverNowMs())}</span>
      </header>
      <Listen />
      <div class="screen-middle">
        <Programme
          session={media}
          camera={programme?.camera ?? false}
          slides={programme?.slides ?? false}
          floor={other}
          idle={<Idle base={base} isOpen={isOpen} node={codeOf} />}
          onShows={setShows}
        />
        <div class="screen-over">
          <OnAir air={air} floor={floor} place={place} />
          {!isIdle && media.state.value.phase === "lost" && (
            <p class="screen-lost" role="status">
              {t("reconnecting")}
            </p>
          )}
          {isOpen && <Waiting hands={hands} total={floor?.handCount ?? 0} place={place} />}
        </div>
        <Controls connection={connection} session={number} place={isOpen ? place : ""} air={air} />
      </div>
      {question && <Question question={question} />}
      {!isIdle && isOpen && <RoomCode base={base} node={codeOf} small />}
      <Sound session={media} />
    </main>
  );
}

function State({
  connection,
  conference,
  session,
}: Pick<RoomProps, "connection" | "conference" | "session">) {
  if (!connection.link.value.live || ageMs(connection) > FRESH_MS)
    return (
      <b class="screen-state state-mark" data-tone="next" role="status">
        {t("stale")}
      </b>
    );
  if (session?.state === SessionState.OPEN)
    return (
      <b class="screen-state state-mark" data-tone="now">
        {t("live")}
      </b>
    );
  const over = conference.state === ConferenceState.CLOSED || session?.state === SessionState.CLOSED;
  return <b class="screen-state state-mark">{over ? t("over") : t("notYet")}</b>;
}

/** Who speaks, with a clock that is read from the last row; a room on air or in cue is told in its own words. */
function OnAir({ air, floor, place }: { air: Air; floor: FloorRow | null; place: string }) {
  if (!floor?.onAir)
    return air.kind === "cued" ? (
      <p class="screen-air" data-tone="next" role="status">
        ◆ {t("cued")}
      </p>
    ) : null;
  const clock = clockOf(serverNowMs() - floor.sinceMs);
  const isHere = floor.onAir === place;
  return (
    <p class="screen-air" data-tone="now">
      <span role="status">■ {isHere ? t("here") : `${t("speaking")}: ${floor.onAirName}`}</span>
      <b class="screen-air-clock">{clock}</b>
    </p>
  );
}

/** As many as one reads from the last row. */
const HANDS_LISTED = 4;

/** Who waits for the floor, in the server's order. */
function Waiting({ hands, total, place }: { hands: readonly HandRow[]; total: number; place: string }) {
  if (hands.length === 0) return null;
  return (
    <div class="screen-hands">
      <HandsList hands={hands} total={total} most={HANDS_LISTED} place={place} />
    </div>
  );
}

interface IdleProps {
  base: string;
  isOpen: boolean;
  node: number | null;
}

/** Before there is a picture the code is what the room needs: large. */
function Idle({ base, isOpen, node }: IdleProps) {
  return (
    <div class="screen-idle">
      <div>
        <h1 class="screen-idle-title">{t("idleTitle")}</h1>
        <p class="soft">{t("idleHow")}</p>
      </div>
      {isOpen && <RoomCode base={base} node={node} />}
    </div>
  );
}

/** One whose words were erased leaves nothing to show. */
function onScreen(table: Table): QuestionRow | null {
  const rows = [...table.rows.values()].map(readQuestion);
  return rows.find(({ state, text }) => state === QuestionState.ON_SCREEN && text !== "") ?? null;
}

function Question({ question }: { question: QuestionRow }) {
  return (
    <section class="screen-question" aria-live="polite">
      <p class="screen-question-about">
        <b>{t("question")}</b>
        {question.placeName && <span class="soft"> · {t("room", { place: question.placeName })}</span>}
      </p>
      <p class="screen-question-text">{question.text}</p>
    </section>
  );
}
