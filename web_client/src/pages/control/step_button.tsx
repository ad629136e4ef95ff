/** One step of the lifecycle as a button with its question: what will happen, in figures. */
import { useState } from "preact/hooks";
import { count } from "../../i18n/formats";
import { Button, Confirm } from "../../parts";
import {
  type ConferenceRow,
  missing,
  type PlaceFigures,
  type PresenceRow,
  SessionState,
} from "../../tables/rows";
import { closeConference, closeSession, openSession } from "../../wire/commands";
import type { Deeds } from "./deeds";
import type { NextStep } from "./next_step";
import { t } from "./words";

export interface StageFacts {
  conference: ConferenceRow;
  /** Figures of the session that is looked at. */
  figures: PlaceFigures | null;
  presence: PresenceRow | null;
  deeds: Deeds;
}

interface StepButtonProps extends StageFacts {
  step: NextStep;
  tone?: "primary" | "plain";
  /** The label without the session's name: it stands beside the button. */
  short?: boolean;
}

export function StepButton({ step, tone = "plain", short = false, ...facts }: StepButtonProps) {
  const [asking, setAsking] = useState(false);
  if (step.kind === "none") return null;
  const said = question(step, facts);
  return (
    <>
      <Button
        tone={tone}
        disabled={facts.deeds.pending || !facts.deeds.linked}
        aria-label={said.label}
        onClick={() => setAsking(true)}
      >
        {facts.deeds.pending && !short ? t("pending") : short ? said.short : said.label}
      </Button>
      {asking && (
        <Confirm
          title={said.title}
          act={said.act}
          tone={step.kind === "open" ? "primary" : "now"}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            facts.deeds.submit(said.ask);
          }}
        >
          <ul class="control-will">
            {said.will.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Confirm>
      )}
    </>
  );
}

/** A figure that has not come yet is said as such, never as nought. */
const shown = (n: number | undefined) => (n === undefined ? "…" : count(n));

function question(step: Exclude<NextStep, { kind: "none" }>, facts: StageFacts) {
  const { conference, figures, presence } = facts;
  if (step.kind === "open") {
    const { name, number } = step.session;
    const values = { summoned: shown(figures?.summoned), points: count(conference.points) };
    return {
      label: t("openSession", { name }),
      short: t("open"),
      title: t("openAsk", { name }),
      act: t("open"),
      will: [t("openWill0", values), t("openWill1")],
      ask: openSession(number),
    };
  }
  if (step.kind === "close") {
    const { name, number } = step.session;
    return {
      label: t("close"),
      short: t("close"),
      title: t("closeAsk", { name }),
      act: t("closeDo"),
      will: [
        t("closeWill0", {
          here: shown(figures?.everOwn),
          summoned: shown(figures?.summoned),
          missing: figures ? count(missing(figures)) : "…",
        }),
        t("closeWill1", { silent: presence ? count(presence.silent + presence.never) : "…" }),
        t("closeWill2"),
      ],
      ask: closeSession(number),
    };
  }
  const closed = conference.sessions.filter(({ state }) => state === SessionState.CLOSED).length;
  const planned = conference.sessions.filter(({ state }) => state === SessionState.PLANNED).length;
  const values = {
    sessions: count(closed),
    ever: shown(figures?.everOwn),
    summoned: shown(figures?.summoned),
  };
  return {
    label: t("closeConference"),
    short: t("closeConference"),
    title: t("closeConfAsk"),
    act: t("closeConfDo"),
    will: [
      t("closeConfWill0", values),
      ...(planned > 0 ? [t("closeConfOpen", { n: count(planned) })] : []),
      t("closeConfWill1"),
    ],
    ask: closeConference(),
  };
}
