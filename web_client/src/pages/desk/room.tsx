/** The working desk: search first, then what was just done, then the people; figures and the rarer acts beside them. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { timeExact } from "../../i18n/formats";
import { Button, Card, Chip, Empty, speakOut } from "../../parts";
import { hush } from "../../parts/toast";
import { readRoster, type SessionRow } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { useTable } from "../../wire/connections";
import { hex } from "../../wire/frames";
import type { Connection } from "../../wire/socket";
import { AskForRoom, RoomQuestions } from "./asking";
import { type Deed, Deeds, needsWords, type Undone, undoneOf } from "./deeds";
import { Devices } from "./devices";
import { Asking, type Question } from "./dialogs";
import { Figures, useFigures } from "./figures";
import { Finder } from "./finder";
import { type Person, peopleOf } from "./people";
import { Phones } from "./phones";
import { RoomCode } from "./room_code";
import { Said, toldOf } from "./said";
import { StageSlot } from "./stage_slot";
import { t as stageWord } from "./stage_words";
import { NoPoint } from "./stages";
import { t } from "./words";

interface RoomProps {
  connection: Connection;
  node: number;
  session: SessionRow;
}

export function Room({ connection, node, session }: RoomProps) {
  const deeds = useMemo(
    () => new Deeds(connection, session.number, node, sayAloud),
    [connection, session.number, node],
  );
  const topic = `roster/${node}/${session.number}`;
  const table = useTable(connection, topic);
  const figures = useFigures(connection, node, session.number);
  const question = useSignal<Question | null>(null);
  const asks = useSignal(false);
  const showsCode = useSignal(false);
  const byPerson = deeds.byPerson.value;
  const people = useMemo(() => (table ? peopleOf(table, byPerson) : []), [table, byPerson]);
  useEffect(() => {
    if (table && deeds.forget(erasedIn(table))) hush();
  }, [table, deeds]);
  const unsent = useComputed(() => unsentCheckIns(deeds.byPerson.value));
  const ask = (next: Question) => {
    question.value = next;
  };
  if (connection.refusal(topic).value !== null) return <NoPoint />;
  return (
    <main class="room">
      <section class="room-main">
        {table?.position ? (
          <Finder
            people={people}
            deed={deeds.last}
            onIn={(person) => checkIn(deeds, person, ask)}
            onOut={(person) => deeds.checkOut(person.server)}
            onAsk={ask}
          >
            <Sayings deeds={deeds} live={connection.link.value.live} onAsk={ask} />
          </Finder>
        ) : (
          <p class="soft room-opening">{t("opening")}</p>
        )}
        {table?.position && people.length === 0 && <EmptyRoster />}
      </section>
      <aside class="room-side">
        <Devices connection={connection} />
        <Phones connection={connection} node={node} />
        {figures && <Figures figures={figures} unsent={unsent.value} />}
        <div class="acts room-acts">
          <Button aria-label={t("addWalkIn")} onClick={() => ask({ kind: "walkIn", name: "" })}>
            {t("walkInShort")}
          </Button>
          <Button onClick={() => ask({ kind: "headCount", now: figures?.headCount ?? 0 })}>
            {t("reportHeadCount")}
          </Button>
          <Button
            onClick={() => {
              asks.value = true;
            }}
          >
            {stageWord("ask")}
          </Button>
          <Button
            onClick={() => {
              showsCode.value = true;
            }}
          >
            {stageWord("code")}
          </Button>
        </div>
        <StageSlot connection={connection} node={node} session={session.number} />
        <RoomQuestions connection={connection} session={session.number} />
      </aside>
      {asks.value && (
        <AskForRoom
          connection={connection}
          node={node}
          session={session.number}
          onClose={() => {
            asks.value = false;
          }}
        />
      )}
      {showsCode.value && (
        <RoomCode
          connection={connection}
          base={deeds.base}
          node={node}
          onClose={() => {
            showsCode.value = false;
          }}
        />
      )}
      {question.value && (
        <Asking
          question={question.value}
          deeds={deeds}
          onClose={() => {
            question.value = null;
          }}
        />
      )}
    </main>
  );
}

/** Whose names have left: the rows stay. */
const erasedIn = (table: Table): ReadonlySet<number> =>
  new Set([...table.rows.values()].map(readRoster).flatMap(({ name, person }) => (name ? [] : [person])));

/** Straight in; somebody who is at another point now is asked about first. */
function checkIn(deeds: Deeds, person: Person, ask: (question: Question) => void): void {
  if (person.nowPoint >= 0 && person.nowPoint !== deeds.point) ask({ kind: "elsewhere", person });
  else deeds.checkIn(person.server);
}

const unsentCheckIns = (deeds: ReadonlyMap<number, Deed>): number =>
  [...deeds.values()].filter((deed) => deed.stage === "pending" && deed.kind === "in").length;

/** Read out by a screen reader: every outcome, and what waits for the link. */
function sayAloud(deed: Deed): void {
  const { chip, detail } = toldOf(deed, deed.stage !== "pending");
  const what = needsWords(deed) ? `${chip}. ${detail}` : `${chip} ${timeExact(deed.atMs)}`;
  speakOut(t("said", { name: deed.name, what }));
}

interface SayingsProps {
  deeds: Deeds;
  live: boolean;
  onAsk: (question: Question) => void;
}

function Sayings({ deeds, live, onAsk }: SayingsProps) {
  const last = deeds.last.value;
  const undone = last && undoneOfDeed(last);
  return (
    <>
      {deeds.notices.value.map((deed) => (
        <Said key={hex(deed.id)} deed={deed} live={live} onPutAway={() => deeds.putAway(deed)} />
      ))}
      {last && (
        <Said
          deed={last}
          live={live}
          onUndo={undone ? () => onAsk({ kind: "undo", undone }) : undefined}
          onPutAway={last.stage === "refused" ? () => deeds.putAway(last) : undefined}
        />
      )}
    </>
  );
}

/** What the newest deed's Undo takes back; nothing when it was refused, changed nothing or is an undo itself. */
function undoneOfDeed(deed: Deed): Undone | null {
  if (
    deed.kind === "undo" ||
    deed.kind === "withdraw" ||
    deed.stage === "refused" ||
    (deed.outcome && needsWords(deed))
  )
    return null;
  return { ...deed, command: deed.id, what: deed.kind };
}

function EmptyRoster() {
  return (
    <Card>
      <Empty title={t("emptyRoster")}>{t("emptyRosterNext")}</Empty>
    </Card>
  );
}

/** No device is named where the row has not heard of our deed yet; else it was the host, who has none. */
const isOurs = (person: Person) => person.server.atMs === 0;

/** Somebody who is here already: who did it and when, and what one may want instead. */
export function Already({ person, onOut, onAsk }: AlreadyProps) {
  const undone = undoneOf(person, person.server);
  const words = t("alreadyRow", {
    time: timeExact(person.atMs),
    device: person.device || t(isOurs(person) ? "thisDesk" : "organisers"),
  });
  return (
    <Card class="said">
      <div class="said-in" data-tone="here">
        <Chip tone="here">{t("already")}</Chip>
        <p class="said-words">
          <b>{person.name}</b> <span class="soft small">{words}</span>
        </p>
        <Button onClick={onOut}>{t("out")}</Button>
        {undone && <Button onClick={() => onAsk({ kind: "undo", undone })}>{t("undo")}</Button>}
      </div>
    </Card>
  );
}

interface AlreadyProps {
  person: Person;
  onOut: () => void;
  onAsk: (question: Question) => void;
}
