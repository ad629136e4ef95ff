/** Every conference of this server: what is live stands first. An empty list teaches what a conference takes. */

import { useState } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { count, date } from "../../i18n/formats";
import { Bar, Button, Card, Chip, Empty } from "../../parts";
import { useAnswer } from "../../parts/answer";
import { ConferenceChip } from "../../parts/states";
import { path } from "../../router";
import { ConferenceState } from "../../tables/rows";
import { urgencyOf } from "../privacy/urgency";
import { PasswordDialog } from "./password";
import { t } from "./words";

interface Conference {
  readonly id: string;
  readonly title: string;
  /** Null, like the figures, while the server is still reading the conference's journal. */
  readonly state: number | null;
  readonly points: number | null;
  readonly people: number | null;
  readonly created_ms: number;
  /** When names are erased, once that is announced; 0 before, and after. */
  readonly leaves_ms: number | null;
}

/** Live, launched, in preparation, closed. */
const ORDER = [2, 1, 0, 3];
const rank = ({ state }: Conference) => (state === null ? 2 : ORDER.indexOf(state));
const EVERY_MS = 10_000;

export function ConferenceList({ name, onLeave }: { name: string; onLeave: () => void }) {
  const list = useAnswer<Conference[]>("/api/conferences", EVERY_MS);
  const [changing, setChanging] = useState(false);
  const sorted = [...(list.value ?? [])].sort((a, b) => rank(a) - rank(b) || b.created_ms - a.created_ms);
  return (
    <>
      <Bar place={t("conferences")} role={t("signedInAs", { name })}>
        <a class="button" href="/operations">
          {t("operations")}
        </a>
        <Button tone="quiet" onClick={() => setChanging(true)}>
          {t("changePassword")}
        </Button>
        <Button onClick={onLeave}>{t("signOut")}</Button>
      </Bar>
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
      <main class="home-list">
        {list.value === null && !list.error && <p class="soft">{t("loading")}</p>}
        {list.error !== null && (
          <div class="offline small home-failed" role="status">
            <span aria-hidden="true">◆</span>
            <span class="grow">{t("failed")}</span>
            <Button onClick={list.again}>{t("again")}</Button>
          </div>
        )}
        {list.value?.length === 0 && <FirstConference />}
        {sorted.length > 0 && (
          <>
            <div class="home-acts">
              <a class="button" data-tone="primary" href="/?new">
                {t("create")}
              </a>
            </div>
            <ul class="card home-rows">
              {sorted.map((conference) => (
                <Line key={conference.id} conference={conference} />
              ))}
            </ul>
          </>
        )}
      </main>
    </>
  );
}

function Line({ conference }: { conference: Conference }) {
  const { id, title, state, points, people, leaves_ms: leavesMs } = conference;
  const action =
    state === ConferenceState.DRAFT
      ? t("continueDraft")
      : state === ConferenceState.CLOSED
        ? t("see")
        : t("openControl");
  const shown = title || t("untitled");
  return (
    <li class="home-row">
      <div class="home-row-said">
        <b class="home-title">{shown}</b>
        <span class="soft small">
          {state === null ? t("opening") : <Size points={points ?? 0} people={people ?? 0} />}
          {" · "}
          {t("made", { day: date(conference.created_ms) })}
        </span>
        {leavesMs ? (
          <span class="small">
            <Chip tone={urgencyOf(leavesMs - serverNowMs()) || "next"}>
              {t("leaves", { day: date(leavesMs) })}
            </Chip>
          </span>
        ) : null}
      </div>
      {state === null ? <span /> : <ConferenceChip state={state} />}
      <a class="button" href={path("control", id, "h0")} aria-label={`${action}: ${shown}`}>
        {action}
      </a>
    </li>
  );
}

function Size({ points, people }: { points: number; people: number }) {
  const said = [
    points > 0 ? t("points", { n: count(points) }) : t("noPoints"),
    people > 0 ? t("people", { n: count(people) }) : t("noPeople"),
  ];
  return <>{said.join(" · ")}</>;
}

function FirstConference() {
  return (
    <Card>
      <Empty
        title={t("emptyTitle")}
        action={
          <a class="button" data-tone="primary" href="/?new">
            {t("create")}
          </a>
        }
      >
        <p>{t("emptyHow")}</p>
        <ol class="home-steps">
          <li>{t("emptySteps0")}</li>
          <li>{t("emptySteps1")}</li>
          <li>{t("emptySteps2")}</li>
        </ol>
      </Empty>
    </Card>
  );
}
