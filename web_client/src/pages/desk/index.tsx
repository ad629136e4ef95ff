/** The operator's page: decides which of its screens is due, and shows the bar above each of them. */
import type { ComponentChildren } from "preact";
import type { PageProps } from "../../app";
import { count as counted } from "../../i18n/formats";
import { Bar, OfflineBar } from "../../parts";
import { useTitle } from "../../parts/title";
import {
  type ConferenceRow,
  ConferenceState,
  DeviceState,
  runningSession,
  type SessionRow,
  SessionState,
} from "../../tables/rows";
import { connectionOf, useConference } from "../../wire/connections";
import type { Welcome } from "../../wire/frames";
import type { Connection } from "../../wire/socket";
import "./desk.css";
import "./narrow.css";
import "./stage.css";
import { Room } from "./room";
import { Closed, Draft, Ended, NotOpen, Opening, WaitingDevice } from "./stages";
import { t } from "./words";

export default function DeskPage({ route }: PageProps) {
  const connection = connectionOf(route.conference, route.grant);
  const welcome = connection.welcome.value;
  const ended = connection.link.value.phase === "ended";
  if (ended) return <Frame connection={connection}>{<Ended connection={connection} />}</Frame>;
  if (!welcome) return <Frame connection={connection}>{<Opening />}</Frame>;
  if (connection.deviceState.value === DeviceState.WAITING)
    return <Frame connection={connection}>{<WaitingDevice device={welcome.device} />}</Frame>;
  return <Approved connection={connection} welcome={welcome} />;
}

/** The page of a device that may work. */
function Approved({ connection, welcome }: { connection: Connection; welcome: Welcome }) {
  const conference = useConference(connection);
  const session = conference && runningSession(conference);
  return (
    <Frame connection={connection} session={session}>
      {conference ? screenOf(connection, welcome, conference, session) : <Opening />}
    </Frame>
  );
}

function screenOf(
  connection: Connection,
  welcome: Welcome,
  conference: ConferenceRow,
  session: SessionRow | null,
): ComponentChildren {
  if (conference.state === ConferenceState.DRAFT || session === null) return <Draft />;
  const its = { connection, node: welcome.node, session };
  if (session.state === SessionState.OPEN) return <Room key={session.number} {...its} />;
  const { sessions } = conference;
  if (conference.state === ConferenceState.CLOSED) return <Closed {...its} sessions={sessions} over />;
  if (session.state === SessionState.CLOSED) return <Closed {...its} sessions={sessions} over={false} />;
  return <NotOpen {...its} sessions={sessions} />;
}

interface FrameProps {
  connection: Connection;
  session?: SessionRow | null;
  children: ComponentChildren;
}

/** The server came back without some of what it had recorded, and will not take it again: the list must be compared. */
function Untaken({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <div class="offline small" role="alert">
      <span aria-hidden="true">◆ </span>
      {t("untaken", { n: counted(count) })}
    </div>
  );
}

function Frame({ connection, session, children }: FrameProps) {
  const welcome = connection.welcome.value;
  useTitle(t("role"), welcome?.nodeName);
  return (
    <div class="desk">
      <Bar
        place={welcome?.nodeName ?? t("role")}
        conference={welcome?.title}
        role={session?.name ?? t("role")}
        connection={connection}
      />
      <OfflineBar connection={connection} />
      <Untaken count={connection.untaken.value} />
      {children}
    </div>
  );
}
