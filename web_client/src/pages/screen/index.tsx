/** The room's projector: `/screen/<conference>/<grant>`. Touched by nobody; it comes back by itself. */
import { useEffect } from "preact/hooks";
import type { PageProps } from "../../app";
import { codeWords } from "../../i18n/errors";
import { Empty } from "../../parts";
import { useTitle } from "../../parts/title";
import { recover, useNight } from "../../parts/unattended";
import { DeviceState, runningSession } from "../../tables/rows";
import { connectionOf, useConference } from "../../wire/connections";
import { Room } from "./room";
import { t } from "./words";
import "../../parts/state_mark.css";
import "./screen.css";

export default function ScreenPage({ route }: PageProps) {
  const connection = connectionOf(route.conference, route.grant);
  const conference = useConference(connection);
  const welcome = connection.welcome.value;
  useNight();
  useEffect(() => recover(connection), [connection]);
  useTitle(t("page"), welcome?.nodeName ?? conference?.title);
  const link = connection.link.value;
  if (link.phase === "ended" && !conference) return <Refused code={link.code} />;
  if (welcome && connection.deviceState.value === DeviceState.WAITING)
    return <Waiting device={welcome.device} />;
  if (!conference || !welcome)
    return (
      <main class="screen screen-opening soft" aria-busy="true">
        {t("loading")}
      </main>
    );
  return (
    <Room
      connection={connection}
      conference={conference}
      session={runningSession(conference)}
      node={welcome.node}
      nodeName={welcome.node === 0 ? "" : welcome.nodeName}
      base={`/api/c/${route.conference}/${route.grant}`}
    />
  );
}

/** A screen on a computer of its own is one more device of the point: the desk beside it approves it. */
function Waiting({ device }: { device: string }) {
  return (
    <main class="screen screen-opening">
      <h1 class="screen-idle-title">{t("waitingTitle")}</h1>
      <p class="screen-opening-code">{device.slice(-4).toUpperCase()}</p>
      <p class="soft">{t("waitingHow")}</p>
    </main>
  );
}

function Refused({ code }: { code: string | null }) {
  return (
    <main>
      <Empty title={t("refusedTitle")}>
        {code === null || code === "NOT_SIGNED_IN" ? t("refusedHow") : codeWords(code)}
      </Empty>
    </main>
  );
}
