/** The desk's other screens: each says what is so, why, and what comes next; each leaves by itself. */

import { codeWords } from "../../i18n/errors";
import { count, date, percent, time } from "../../i18n/formats";
import { Button, Card, Empty } from "../../parts";
import { t as shared } from "../../parts/words";
import { type SessionRow, SessionState, Status } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { useFigures } from "./figures";
import { t } from "./words";

/** What two people compare over a table or a telephone: the end of the device's number. */
export const deviceCode = (device: string): string => device.slice(-4).toUpperCase();

export function Opening() {
  return (
    <main class="stage soft" aria-busy="true">
      {t("opening")}
    </main>
  );
}

export function WaitingDevice({ device }: { device: string }) {
  return (
    <main class="stage">
      <Card>
        <Empty title={t("waitingTitle")}>
          <p>{t("waitingWhat")}</p>
          <p class="heading">{t("waitingCode")}</p>
          <p class="device-code">{deviceCode(device)}</p>
          <ol class="steps">
            <li>{t("waitingStep1")}</li>
            <li>{t("waitingStep2")}</li>
          </ol>
          <p>{t("waitingThen")}</p>
        </Empty>
      </Card>
    </main>
  );
}

export function Draft() {
  return (
    <main class="stage">
      <Card>
        <Empty title={t("draftTitle")}>{t("draftWhat")}</Empty>
      </Card>
    </main>
  );
}

export function NoPoint() {
  return (
    <main class="stage">
      <Card>
        <Empty title={t("noPointTitle")}>{t("noPointWhat")}</Empty>
      </Card>
    </main>
  );
}

interface Places {
  connection: Connection;
  node: number;
}

interface NotOpenProps extends Places {
  session: SessionRow;
  sessions: readonly SessionRow[];
}

export function NotOpen({ session, sessions, ...place }: NotOpenProps) {
  const roster = useTable(place.connection, `roster/${place.node}/${session.number}`);
  const summoned = summonedIn(roster);
  return (
    <main class="stage">
      <Card>
        <Empty title={t("notOpenTitle", { session: session.name })}>
          <p>
            {t("notOpenWhat", {
              starts: time(session.startsMs),
              ends: time(session.endsMs),
              date: date(session.startsMs),
            })}
          </p>
          {summoned > 0 && (
            <p>
              <b>{t("notOpenRoster", { n: count(summoned) })}</b>
            </p>
          )}
          <p>{t("notOpenTry")}</p>
          <Results sessions={sessions} {...place} />
        </Empty>
      </Card>
    </main>
  );
}

function summonedIn(roster: Table | null): number {
  if (!roster) return 0;
  return [...roster.rows.values()].filter((row) => row[11] !== true && row[5] !== Status.EXEMPT).length;
}

interface ClosedProps extends Places {
  session: SessionRow;
  sessions: readonly SessionRow[];
  over: boolean;
}

export function Closed({ session, sessions, over, ...place }: ClosedProps) {
  return (
    <main class="stage">
      <Card>
        <Empty title={over ? t("overTitle") : t("closedTitle", { session: session.name })}>
          <Results sessions={sessions} {...place} />
          <p>{over ? t("overWhat") : t("closedWhat", { time: time(session.closedMs) })}</p>
        </Empty>
      </Card>
    </main>
  );
}

/** What became of the sessions that are closed: who attended, of the summoned. */
function Results({ sessions, ...place }: Places & { sessions: readonly SessionRow[] }) {
  const closed = sessions.filter((session) => session.state === SessionState.CLOSED);
  return (
    <>
      {closed.map((session) => (
        <Result key={session.number} session={session} {...place} />
      ))}
    </>
  );
}

function Result({ connection, node, session }: Places & { session: SessionRow }) {
  const figures = useFigures(connection, node, session.number);
  if (!figures || figures.summoned === 0) return null;
  return (
    <p class="result">
      {t("result", {
        session: session.name,
        here: count(figures.everOwn),
        summoned: count(figures.summoned),
        share: percent(figures.everOwn, figures.summoned),
      })}
    </p>
  );
}

export function Ended({ connection }: { connection: Connection }) {
  const { code } = connection.link.value;
  const unsent = connection.waiting.value;
  return (
    <main class="stage">
      <Card>
        <Empty
          title={t("endedTitle")}
          action={<Button onClick={() => location.reload()}>{shared("reload")}</Button>}
        >
          <p>{codeWords(code ?? "NOT_SIGNED_IN")}</p>
          {unsent > 0 && (
            <p>
              <b>{t("endedUnsent", { n: count(unsent) })}</b>
            </p>
          )}
        </Empty>
      </Card>
    </main>
  );
}
