/** The top of every page: which conference, which role, which place, whether the link is live, the time. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { serverNowMs } from "../clock";
import { codeWords } from "../i18n/errors";
import { age, count, time } from "../i18n/formats";
import { choose, language } from "../i18n/language";
import { ageMs, type Connection, type Phase } from "../wire/socket";
import { hush } from "./toast";
import { t } from "./words";

interface BarProps {
  /** The place or the thing the page is about: the strongest word on it. */
  place: string;
  conference?: string | undefined;
  /** Role and session, already in words. */
  role?: string | undefined;
  connection?: Connection | undefined;
  children?: ComponentChildren;
}

export function Bar({ place, conference, role, connection, children }: BarProps) {
  return (
    <header class="bar">
      <div class="bar-where">
        <h1 class="bar-place">{place}</h1>
        <span class="bar-about soft small">
          {conference && <span class="bar-conference">{conference}</span>}
          {role && <span>{conference ? ` · ${role}` : role}</span>}
        </span>
      </div>
      <div class="bar-side small">
        {connection && <LinkState connection={connection} />}
        <Clock />
        <LanguageSwitch />
        {children && <span class="bar-more">{children}</span>}
      </div>
    </header>
  );
}

const PHASES: Readonly<Record<Phase, "linked" | "linking" | "lost" | "ended">> = {
  live: "linked",
  linking: "linking",
  lost: "lost",
  ended: "ended",
};

/** Fresher than this needs no saying: the server beats once a second. */
const FRESH_MS = 3_000;

export function LinkState({ connection }: { connection: Connection }) {
  const { phase, live } = connection.link.value;
  useEffect(() => {
    if (phase === "ended") hush();
  }, [phase]);
  const stale = live && ageMs(connection) > FRESH_MS;
  return (
    <span class="link-state" data-live={live && !stale}>
      {stale ? t("heard", { age: age(ageMs(connection)) }) : t(PHASES[phase])}
    </span>
  );
}

function Clock() {
  return <span class="bar-clock soft">{time(serverNowMs())}</span>;
}

export function LanguageSwitch() {
  const other = language.value === "vi" ? "en" : "vi";
  return (
    <button type="button" class="language" lang={other} onClick={() => choose(other)}>
      {t("otherLanguage")}
    </button>
  );
}

/** Offline is a state, not an error: one quiet bar, and work goes on. Nothing while the link is live. */
export function OfflineBar({ connection }: { connection: Connection }) {
  const { phase } = connection.link.value;
  const waiting = connection.waiting.value;
  if (phase !== "lost") return null;
  return (
    <div class="offline small" role="status">
      <span aria-hidden="true">◆ </span>
      <b>{waiting > 0 ? t("offlineWaiting", { n: count(waiting) }) : t("offline")}</b>{" "}
      <span aria-live="off">{t("offlineAge", { age: age(ageMs(connection)) })}</span>
      <Hindrance connection={connection} />
    </div>
  );
}

/** What keeps the link lost, and what to do; the code is what docs/running.md goes by. Nothing while nobody knows. */
export function Hindrance({ connection }: { connection: Connection }) {
  const { phase, code } = connection.link.value;
  if (phase !== "lost" || code === null) return null;
  return (
    <p class="hindrance" role="status">
      {codeWords(code)} ({code})
    </p>
  );
}
