/**
 * The wall: read from ten metres, touched by nobody. No name of a person, no mouse, one screen.
 * Units that do not fit are shown in turns, the same on every wall (rotation.ts).
 */
import { useEffect } from "preact/hooks";
import { secondMs, serverNowMs } from "../../clock";
import { age, count, date, time } from "../../i18n/formats";
import { share } from "../../parts/figures";
import { Moving, MovingList, type NamedFigure } from "../../parts/moving";
import { go } from "../../router";
import { ConferenceState, SessionState } from "../../tables/rows";
import { ageMs } from "../../wire/socket";
import { type BoardFacts, isEmpty, presenceRows } from "./board_view";
import { addressOf } from "./choices";
import { countedOf, isOver } from "./counted";
import { pageAt, pagesOf } from "./rotation";
import { WallTable } from "./wall_table";
import { t } from "./words";
import "../../parts/state_mark.css";
import "./wall.css";

/** Rows of the table on a screen of 16:9 (wall.css gives a row 6.2 % of its height). */
const MOST_ROWS = 10;
/** Fresher than this is live: the server beats once a second. */
const FRESH_MS = 5_000;

export function Wall(facts: BoardFacts) {
  useWayOut(facts);
  const { conference, session, node, board, below } = facts;
  const children = below.rows.length > 1 ? below.rows : []; // one row would say the big figures again
  const pages = pagesOf(children, MOST_ROWS);
  secondMs.value; // the page turns with the clock
  const shown = pageAt(serverNowMs(), pages.length);
  return (
    <main class="wall" data-alone={children.length === 0}>
      <header class="wall-head">
        <State {...facts} />
        <b class="wall-title">
          {conference.title}
          {session && ` · ${session.name}`}
          {session?.state === SessionState.PLANNED &&
            ` · ${time(session.startsMs)}, ${date(session.startsMs)}`}
        </b>
        <span class="wall-clock">{time(serverNowMs())}</span>
      </header>
      {board?.self && !isEmpty(facts) ? (
        <div class="wall-middle">
          <Figures {...facts} />
          {children.length > 0 && (
            <WallTable {...facts} rows={pages[shown] ?? []} presence={presenceRows(below.presence)} />
          )}
        </div>
      ) : (
        <p class="wall-waiting soft">
          {board ? t("emptyTitle") : t("waiting")}
          {board && <span>{t("emptyHow")}</span>}
        </p>
      )}
      <Foot facts={facts} node={node} page={shown + 1} pages={pages.length} />
    </main>
  );
}

function State({ connection, conference, session }: BoardFacts) {
  if (!connection.link.value.live || ageMs(connection) > FRESH_MS)
    return (
      <b class="wall-state state-mark" data-tone="next" role="status">
        {t("stale")}
      </b>
    );
  if (conference.state === ConferenceState.CLOSED) return <b class="wall-state state-mark">{t("closed")}</b>;
  if (conference.state === ConferenceState.DRAFT) return <b class="wall-state state-mark">{t("draft")}</b>;
  if (session?.state === SessionState.OPEN)
    return (
      <b class="wall-state state-mark" data-tone="now">
        {t("live")}
      </b>
    );
  return <b class="wall-state state-mark">{isOver(session) ? t("ended") : t("notYet")}</b>;
}

function Figures({ board, roll, session, node }: BoardFacts) {
  const self = board?.self;
  if (!self) return null;
  const over = isOver(session);
  const counted = countedOf(self, roll, over);
  const { place } = self;
  const apart: NamedFigure[] = [
    [t("missing"), counted.missing],
    [t("excused"), counted.excused],
    [t("exempt"), counted.exempt],
    ...(over ? [] : [[t("ever"), counted.ever] as const]),
    ...(roll === "place"
      ? ([
          [t("walkIns"), place.walkIns],
          [t("guestsShort"), place.guests],
          [t("awayShort"), place.away],
          [t("headCountShort"), place.headCount],
        ] as const)
      : []),
  ];
  return (
    <section class="wall-figures">
      <h1 class="wall-heading">
        {node === 0 ? t("whole") : self.name}
        <br />
        {roll === "place" ? t("byPlace") : t("byBelonging")} ·{" "}
        {over ? t("everOfSummoned") : t("hereOfSummoned")}
      </h1>
      <div class="wall-big">
        <Moving value={counted.present}>{count(counted.present)}</Moving>
      </div>
      <div class="wall-of">
        <span class="soft">/ {count(counted.summoned)}</span>
        <b>{share(counted.present, counted.summoned)}</b>
      </div>
      <MovingList class="wall-apart" figures={apart} />
    </section>
  );
}

function Foot({
  facts,
  node,
  page,
  pages,
}: {
  facts: BoardFacts;
  node: number;
  page: number;
  pages: number;
}) {
  const { board, connection, session } = facts;
  const own = presenceRows(facts.presence).get(node);
  const place = board?.self?.place;
  return (
    <footer class="wall-foot soft">
      {place && <span>{t("reporting", { n: count(place.reporting), m: count(place.points) })}</span>}
      {own && own.silent > 0 && <span class="wall-silent">◆ {t("silent", { n: count(own.silent) })}</span>}
      {own && own.never > 0 && <span class="wall-never">■ {t("never", { n: count(own.never) })}</span>}
      <span>{t("asOf", { age: age(ageMs(connection)) })}</span>
      <span class="grow" />
      {pages > 1 && <span>{t("pageOf", { n: page, m: pages })}</span>}
      <span>{isOver(session) ? t("endedShort") : t("notFrozen")}</span>
    </footer>
  );
}

/** Escape leads back to the board of who may see one; a wall's own link has nowhere to go. */
function useWayOut({ route }: BoardFacts): void {
  const out = route.grant.startsWith("w") ? null : addressOf(route, { wall: null });
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && out) go(out);
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [out]);
}
