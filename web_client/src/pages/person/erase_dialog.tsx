/** The question before an erasure: what goes and what stays, in figures; what no server can erase; and that it is for ever. */
import { useState } from "preact/hooks";
import { ApiError } from "../../api";
import { errorWords } from "../../i18n/errors";
import { count } from "../../i18n/formats";
import { Confirm } from "../../parts";
import type { ErasedPerson } from "./erased";
import { type Dossier, goingOf, nameOf } from "./held";
import { t } from "./words";

interface EraseDialogProps {
  dossier: Dossier;
  erase: () => Promise<ErasedPerson>;
  onErased: (told: ErasedPerson) => void;
  onClose: () => void;
}

export function EraseDialog({ dossier, erase, onErased, onClose }: EraseDialogProps) {
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const { held, texts, points } = dossier;
  const confirm = () => {
    if (!sure || busy) return;
    setBusy(true);
    setFault(null);
    erase().then(onErased, (error: unknown) => {
      setBusy(false);
      setFault(eraseFault(error));
    });
  };
  return (
    <Confirm
      title={t("askTitle", { name: nameOf(held) || t("erasedPerson", { n: held.person }) })}
      act={busy ? t("erasing") : t("eraseDo")}
      busy={busy || !sure}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Lines head={t("goes", { n: count(texts) })} lines={goes(dossier)} />
      <Lines head={t("stays")} lines={[t("staysFigures"), t("staysJournal")]} />
      <Lines
        head={t("beyond")}
        lines={[
          t("beyondBackups"),
          t("beyondRoster"),
          t("beyondWords"),
          ...(points.length > 0
            ? [t("beyondPoints", { points: points.map((one) => one.code).join(", ") })]
            : []),
        ]}
      />
      <label class="person-sure">
        <input type="checkbox" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
        <span>{t("sure")}</span>
      </label>
      <div role="alert" class="field-error small">
        {fault}
      </div>
    </Confirm>
  );
}

/** That the engine was busy is not sent again by itself. */
const eraseFault = (error: unknown): string =>
  error instanceof ApiError && error.code === "BUSY" ? t("eraseBusy") : errorWords(error);

function goes(dossier: Dossier): string[] {
  const going = goingOf(dossier);
  return [
    ...(going.own > 0 ? [t("goesOwn")] : []),
    ...(going.questions > 0 ? [t("goesQuestions", { n: count(going.questions) })] : []),
    ...(going.answers > 0 ? [t("goesAnswers", { n: count(going.answers) })] : []),
    ...(going.reasons > 0 ? [t("goesReasons", { n: count(going.reasons) })] : []),
    ...(going.others > 0 ? [t("goesOthers", { n: count(going.others) })] : []),
  ];
}

function Lines({ head, lines }: { head: string; lines: readonly string[] }) {
  return (
    <section>
      <p>
        <b>{head}</b>
      </p>
      <ul class="person-lines small">
        {lines.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  );
}
