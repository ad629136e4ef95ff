/** The attendee's page: decides which of its screens is due, and shows the bar above each of them. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { PageProps } from "../../app";
import "../../i18n/talk_codes";
import { Bar, OfflineBar } from "../../parts";
import { useTitle } from "../../parts/title";
import { DeviceState, type MeRow, PhoneStatus, readMe, runningSession } from "../../tables/rows";
import { connectionOf, useConference, useTable } from "../../wire/connections";
import type { Welcome } from "../../wire/frames";
import type { Connection } from "../../wire/socket";
import { Held } from "./held";
import { Identify } from "./identify";
import "./phone.css";
import { screenOf } from "./screens";
import { Draft, Ended, NotOpen, Opening, Over, Waiting } from "./stages";
import { t } from "./words";

export default function PhonePage({ route }: PageProps) {
  const connection = connectionOf(route.conference, route.grant);
  const welcome = connection.welcome.value;
  if (connection.link.value.phase === "ended" || connection.deviceState.value === DeviceState.REVOKED)
    return <Frame connection={connection}>{<Ended connection={connection} />}</Frame>;
  if (!welcome) return <Frame connection={connection}>{<Opening />}</Frame>;
  return <Welcomed connection={connection} welcome={welcome} />;
}

function Welcomed({ connection, welcome }: { connection: Connection; welcome: Welcome }) {
  const conference = useConference(connection);
  const table = useTable(connection, "me");
  const me = table && readMe(table);
  const wasWaiting = useWasWaiting(me);
  const session = conference && runningSession(conference);
  const online = welcome.node === 0;
  return (
    <Frame connection={connection} session={session?.name}>
      {conference && me ? (
        screen({ connection, welcome, conference, session, me, online, wasDeclined: wasWaiting })
      ) : (
        <Opening />
      )}
    </Frame>
  );
}

interface Due {
  connection: Connection;
  welcome: Welcome;
  conference: NonNullable<ReturnType<typeof useConference>>;
  session: ReturnType<typeof runningSession>;
  me: MeRow;
  online: boolean;
  wasDeclined: boolean;
}

function screen({ connection, welcome, conference, session, me, online, wasDeclined }: Due) {
  const due = screenOf(conference, session, me);
  if (due === "draft" || session === null) return <Draft />;
  const its = { connection, session, me, online, place: online ? t("online") : welcome.nodeName };
  switch (due) {
    case "notOpen":
      return <NotOpen session={session} />;
    case "over":
      return <Over />;
    case "identify":
      return <Identify key={session.number} {...its} known="" wasDeclined={wasDeclined} />;
    case "again":
      return <Identify key={session.number} {...its} known={me.name} wasDeclined={false} />;
    case "waiting":
      return <Waiting {...its} />;
    case "held":
      return <Held {...its} conference={conference} />;
  }
}

/** Whether this phone waited for the desk and is nobody's all the same: it was declined. */
function useWasWaiting(me: MeRow | null): boolean {
  const waited = useRef(false);
  if (me && me.status !== PhoneStatus.UNKNOWN) waited.current = me.status === PhoneStatus.WAITING;
  return waited.current;
}

interface FrameProps {
  connection: Connection;
  session?: string | undefined;
  children: ComponentChildren;
}

function Frame({ connection, session, children }: FrameProps) {
  const welcome = connection.welcome.value;
  const place = welcome ? (welcome.node === 0 ? t("online") : welcome.nodeName) : t("role");
  useTitle(place, welcome?.title);
  return (
    <div class="phone">
      <Bar place={place} conference={welcome?.title} role={session ?? t("role")} connection={connection} />
      <OfflineBar connection={connection} />
      {children}
    </div>
  );
}
