/**
 * Step 2: a file comes in, is read and shown, and is imported by a second press.
 *
 * Rule: what the page says is saved comes from the `conference` row, never from what was sent.
 */
import { useState } from "preact/hooks";
import { post } from "../../api";
import { errorWords } from "../../i18n/errors";
import { count } from "../../i18n/formats";
import { Button, Chip, speakOut } from "../../parts";
import { sendFile } from "../../parts/sending";
import type { ConferenceRow } from "../../tables/rows";
import { DropZone } from "./drop_zone";
import { changesNothing, previewIn, type RosterPreview } from "./preview";
import { PreviewView } from "./preview_view";
import { t } from "./words";

type Work =
  | { at: "rest" }
  | { at: "sending"; name: string; share: number }
  | { at: "shown"; name: string; preview: RosterPreview }
  | { at: "importing"; people: number }
  | { at: "imported" };

interface RosterStepProps {
  /** "/api/c/<conference>/<grant>" */
  base: string;
  conference: ConferenceRow;
  onNext: () => void;
}

export function RosterStep({ base, conference, onNext }: RosterStepProps) {
  const [work, setWork] = useState<Work>({ at: "rest" });
  const [fault, setFault] = useState<string | null>(null);
  const failed = (error: unknown, back: Work) => {
    setWork(back);
    setFault(errorWords(error));
  };
  const send = (file: File) => {
    setFault(null);
    setWork({ at: "sending", name: file.name, share: 0 });
    sendFile<RosterPreview>(`${base}/roster`, file, (share) =>
      setWork({ at: "sending", name: file.name, share }),
    ).then(
      (preview) => setWork({ at: "shown", name: file.name, preview }),
      (error: unknown) => {
        const preview = previewIn(error);
        if (preview) setWork({ at: "shown", name: file.name, preview });
        else failed(error, { at: "rest" });
      },
    );
  };
  const take = (preview: RosterPreview) => {
    setFault(null);
    setWork({ at: "importing", people: preview.people.new });
    post(`${base}/roster/${preview.upload}/commit`, {}).then(
      () => {
        setWork({ at: "imported" });
        speakOut(t("imported"));
      },
      (error: unknown) => failed(error, { at: "rest" }),
    );
  };
  const busy = work.at === "sending" || work.at === "importing";
  const ready = conference.points > 0 && conference.people > 0 && conference.stagedPeople === 0;
  const choosing = work.at === "rest" && !ready;
  return (
    <div class="plan-body">
      <div>
        <h2 class="plan-lead">{t("rosterLead")}</h2>
        <p class="soft">{t("rosterHow")}</p>
      </div>
      <a class="plan-template" href={`${base}/template.xlsx`} download>
        ↓ {t("template")}
      </a>
      {(conference.points > 0 || conference.people > 0) && (
        <Have conference={conference} done={work.at === "imported"} />
      )}
      <DropZone again={!choosing} disabled={busy} onFile={send} />
      <div role="alert" class="field-error">
        {fault}
      </div>
      <Progress work={work} conference={conference} />
      {work.at === "shown" && <PreviewView name={work.name} preview={work.preview} />}
      <div class="plan-acts">
        {!ready && work.at !== "shown" && <span class="soft small grow">{t("rosterNeeded")}</span>}
        {work.at === "shown" && work.preview.upload && !changesNothing(work.preview) ? (
          <Button tone="primary" onClick={() => take(work.preview)}>
            {t("import")}
          </Button>
        ) : (
          <Button tone="primary" disabled={!ready || busy} onClick={onNext}>
            {t("next")}
          </Button>
        )}
      </div>
    </div>
  );
}

function Have({ conference, done }: { conference: ConferenceRow; done: boolean }) {
  return (
    <div class="plan-have">
      {done && <Chip tone="here">{t("imported")}</Chip>}
      <span>
        {t("have")}: <b>{count(conference.units)}</b> {t("unitCount")} · <b>{count(conference.points)}</b>{" "}
        {t("pointCount")} · <b>{count(conference.people)}</b> {t("peopleCount")}
      </span>
      <span class="soft small">{t("replaceHint")}</span>
    </div>
  );
}

function Progress({ work, conference }: { work: Work; conference: ConferenceRow }) {
  const staged = conference.stagedPeople;
  if (work.at === "sending") {
    const done = work.share >= 1;
    const percent = `${Math.floor(work.share * 100)} %`;
    const said = done ? t("reading", { name: work.name }) : t("sending", { name: work.name, percent });
    return <ProgressBar said={said} part={done ? null : work.share} />;
  }
  if (work.at === "importing" && work.people > 0)
    return (
      <ProgressBar
        said={t("importing", { n: count(staged), m: count(work.people) })}
        part={Math.min(1, staged / work.people)}
      />
    );
  if (work.at === "importing") return <ProgressBar said={t("importStarting")} part={null} />;
  if (staged > 0) return <ProgressBar said={t("importingElsewhere", { n: count(staged) })} part={null} />;
  return null;
}

function ProgressBar({ said, part }: { said: string; part: number | null }) {
  return (
    <div class="plan-progress">
      <span role="status">{said}</span>
      <progress max={1} {...(part === null ? {} : { value: part })} aria-label={said} />
    </div>
  );
}
