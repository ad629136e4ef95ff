/** The phone of somebody who is here: that it is so, the programme online, questions and papers; one thumb reaches all. */
import { useState } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { date, dateTime, time } from "../../i18n/formats";
import { Card } from "../../parts";
import {
  type ConferenceRow,
  ConferenceState,
  type MeRow,
  type SessionRow,
  SessionState,
} from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { Papers } from "./papers";
import { Questions } from "./questions";
import { WatchSlot } from "./watch_slot";
import { t } from "./words";

interface HeldProps {
  connection: Connection;
  conference: ConferenceRow;
  /** The session the page is about; it may be the next one, while `me` is about the last. */
  session: SessionRow;
  me: MeRow;
  online: boolean;
  place: string;
}

type Tab = "home" | "ask" | "papers";
const TABS: readonly Tab[] = ["home", "ask", "papers"];

export function Held({ connection, conference, session, me, online, place }: HeldProps) {
  const [tab, setTab] = useState<Tab>("home");
  const own = conference.sessions[me.session] ?? session;
  const isOpen = own.state === SessionState.OPEN;
  return (
    <main class="phone-held" data-tab={tab}>
      <section class="phone-pane" data-pane="home" aria-label={t(online ? "tabWatch" : "tabHome")}>
        {online && isOpen && <WatchSlot connection={connection} me={me} />}
        <Present me={me} place={place} session={own} online={online} />
        {!isOpen && <After conference={conference} own={own} session={session} />}
      </section>
      <section class="phone-pane" data-pane="ask" aria-label={t("tabAsk")}>
        <Questions connection={connection} me={me} isOpen={isOpen} />
      </section>
      <section class="phone-pane" data-pane="papers" aria-label={t("tabPapers")}>
        <Papers connection={connection} online={online} />
      </section>
      <nav class="phone-tabs" aria-label={t("tabs")}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            class="phone-tab"
            aria-current={one === tab ? "page" : undefined}
            onClick={() => setTab(one)}
          >
            {one === "home" ? t(online ? "tabWatch" : "tabHome") : t(one === "ask" ? "tabAsk" : "tabPapers")}
          </button>
        ))}
      </nav>
    </main>
  );
}

interface PresentProps {
  me: MeRow;
  place: string;
  session: SessionRow;
  online: boolean;
}

function Present({ me, place, session, online }: PresentProps) {
  const what = online ? (me.counted ? "countedIn" : "joinedIn") : "checkedIn";
  return (
    <Card class="phone-present">
      <div role="status" data-small={online || undefined}>
        <span class="phone-tick" aria-hidden="true">
          ✓
        </span>
        <h2 class="phone-checked">{t(what)}</h2>
        <p class="phone-name">{me.name || t("forgotten")}</p>
        <p class="soft">{online ? session.name : `${place} · ${session.name}`}</p>
      </div>
    </Card>
  );
}

/** When a session begins: the time alone where it is today. */
function startOf({ startsMs }: SessionRow): string {
  return date(startsMs) === date(serverNowMs()) ? time(startsMs) : dateTime(startsMs);
}

/** What comes after a session: the next one, or nothing. */
function After({
  conference,
  own,
  session,
}: Pick<HeldProps, "conference" | "session"> & { own: SessionRow }) {
  if (conference.state === ConferenceState.CLOSED)
    return (
      <Card pad>
        <p>
          {t("overTitle")}. {t("overHeld")}
        </p>
      </Card>
    );
  return (
    <Card pad>
      <p>
        {t("sessionClosed", { session: own.name })}{" "}
        {session.state === SessionState.PLANNED &&
          t("nextSession", { session: session.name, time: startOf(session) })}
      </p>
    </Card>
  );
}
