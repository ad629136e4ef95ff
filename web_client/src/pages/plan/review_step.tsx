/** Step 3: everything that will be true after the launch, in figures, and the question before it. */
import { useState } from "preact/hooks";
import { count, date, time } from "../../i18n/formats";
import { Button, Confirm } from "../../parts";
import type { ConferenceRow } from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { PrivacyCard } from "../privacy/card";
import type { Step } from "./steps";
import { t } from "./words";

interface ReviewStepProps {
  connection: Connection;
  conference: ConferenceRow;
  busy: boolean;
  /** A launch is never kept for later. */
  linked: boolean;
  fault: string | null;
  onEdit: (step: Step) => void;
  onLaunch: () => void;
}

export function ReviewStep({
  connection,
  conference,
  busy,
  linked,
  fault,
  onEdit,
  onLaunch,
}: ReviewStepProps) {
  const [asking, setAsking] = useState(false);
  const { title, sessions, units, points, people } = conference;
  const figures = { points: count(points), people: count(people), sessions: count(sessions.length) };
  return (
    <div class="plan-body">
      <div>
        <h2 class="plan-lead">{t("reviewLead")}</h2>
        <p class="soft">{t("reviewHow")}</p>
      </div>
      <Part title={t("steps0")} onEdit={() => onEdit(1)}>
        <b class="plan-title">{title}</b>
        <ul>
          {sessions.map((session) => (
            <li key={session.number}>
              {session.name}{" "}
              <span class="soft">
                {t("from_to", {
                  day: date(session.startsMs),
                  from: time(session.startsMs),
                  to: time(session.endsMs),
                })}
              </span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t("roster")} onEdit={() => onEdit(2)}>
        <div class="plan-counts">
          <Count n={units} label={t("unitCount")} />
          <Count n={points} label={t("pointCount")} />
          <Count n={people} label={t("peopleCount")} />
        </div>
        {points > 0 && <p class="soft small">{t("perPoint", { n: count(Math.round(people / points)) })}</p>}
      </Part>
      <PrivacyCard connection={connection} />
      <div role="alert" class="field-error">
        {fault}
      </div>
      <div class="plan-acts">
        <Button tone="primary" disabled={busy || !linked} onClick={() => setAsking(true)}>
          {busy ? t("launching") : t("launch")}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t("launchAsk")}
          act={t("launchDo")}
          tone="primary"
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onLaunch();
          }}
        >
          <ul class="plan-will">
            <li>{t("launchWill0", figures)}</li>
            <li>{t("launchWill1", figures)}</li>
            <li>{t("launchWill2")}</li>
          </ul>
        </Confirm>
      )}
    </div>
  );
}

function Part(props: { title: string; onEdit: () => void; children: preact.ComponentChildren }) {
  return (
    <section class="plan-part">
      <div class="plan-part-head">
        <h3 class="heading">{props.title}</h3>
        <Button tone="quiet" onClick={props.onEdit} aria-label={`${t("edit")}: ${props.title}`}>
          {t("edit")}
        </Button>
      </div>
      {props.children}
    </section>
  );
}

function Count({ n, label }: { n: number; label: string }) {
  return (
    <div class="plan-count">
      <b>{count(n)}</b>
      <span>{label}</span>
    </div>
  );
}
