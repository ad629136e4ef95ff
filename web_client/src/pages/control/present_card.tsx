/** The biggest figure of the page: present of summoned, by place, with its age; every other figure apart and labelled. */
import { age, count } from "../../i18n/formats";
import { Card, Meter } from "../../parts";
import { share } from "../../parts/figures";
import { Moving, MovingList, type NamedFigure } from "../../parts/moving";
import { missing, type PlaceFigures, type SessionRow, SessionState } from "../../tables/rows";
import { ageMs, type Connection } from "../../wire/socket";
import { t } from "./words";

interface PresentCardProps {
  connection: Connection;
  session: SessionRow | null;
  figures: PlaceFigures | null;
}

export function PresentCard({ connection, session, figures }: PresentCardProps) {
  const closed = session?.state === SessionState.CLOSED;
  const present = figures ? (closed ? figures.everOwn : figures.hereOwn) : 0;
  const summoned = figures?.summoned ?? 0;
  const heading = closed ? t("everPresent") : t("present");
  const said = `${count(present)} / ${count(summoned)} · ${share(present, summoned)}`;
  return (
    <Card pad class="control-present">
      <h2 class="heading">
        {heading} <span class="control-session-name">{session?.name}</span>
      </h2>
      <p class="control-big">
        <b>{figures ? <Moving value={present}>{count(present)}</Moving> : "…"}</b>
        {figures && (
          <span class="soft control-of">
            <span>/ {count(summoned)}</span> <span>· {share(present, summoned)}</span>
          </span>
        )}
      </p>
      <Meter part={present} whole={summoned} label={`${heading}: ${said}`} />
      <p class="small soft control-age">
        {figures
          ? `${t("reporting", { n: count(figures.reporting), m: count(figures.points) })} · ${age(ageMs(connection))}`
          : t("waiting")}
      </p>
      {figures && <Apart figures={figures} closed={closed} />}
    </Card>
  );
}

function Apart({ figures, closed }: { figures: PlaceFigures; closed: boolean }) {
  const apart: NamedFigure[] = [
    ...(closed ? [] : [[t("ever"), figures.everOwn] as const]),
    [t("missing"), missing(figures)],
    [t("excused"), figures.excused],
    [t("exempt"), figures.exempt],
    [t("walkIns"), figures.walkIns],
    [t("headCount"), figures.headCount],
  ];
  return <MovingList class="control-apart small" figures={apart} />;
}
