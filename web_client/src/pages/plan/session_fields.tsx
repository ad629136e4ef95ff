/** One session of a draft: name, day, from, to. The day is echoed as one says it, whatever the browser's calendar looks like. */
import { useId } from "preact/hooks";
import { language } from "../../i18n/language";
import { Button, Field } from "../../parts";
import { readClock, type SessionDraft, type SessionFault } from "./steps";
import { t } from "./words";

interface SessionFieldsProps {
  number: number;
  session: SessionDraft;
  faults: readonly SessionFault[];
  onChange: (session: SessionDraft) => void;
  onDrop: (() => void) | null;
}

/** "2026-02-07" -> "Thứ Bảy, 07/02/2026". */
function spokenDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return "";
  const weekday = new Intl.DateTimeFormat(language.value === "vi" ? "vi-VN" : "en-GB", {
    weekday: "long",
    timeZone: "UTC",
  }).format(at);
  return `${weekday}, ${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

export function SessionFields({ number, session, faults, onChange, onDrop }: SessionFieldsProps) {
  const heading = useId();
  const name = session.name || t("session", { n: number });
  const set = (field: keyof SessionDraft) => (event: { currentTarget: HTMLInputElement }) =>
    onChange({ ...session, [field]: event.currentTarget.value });
  const tidy = (field: "from" | "to") => () => {
    const read = readClock(session[field]);
    if (read && read !== session[field]) onChange({ ...session, [field]: read });
  };
  const fault = (...kinds: SessionFault[]) => {
    const found = kinds.find((kind) => faults.includes(kind));
    return found ? t(FAULTS[found]) : null;
  };
  return (
    <fieldset class="plan-session" aria-labelledby={heading}>
      <div class="plan-session-head">
        <b id={heading}>{t("session", { n: number })}</b>
        {onDrop && (
          <Button tone="quiet" onClick={onDrop} aria-label={t("dropSession", { name })}>
            {t("drop_")}
          </Button>
        )}
      </div>
      <Field label={t("sessionName")} error={fault("name")} value={session.name} onInput={set("name")} />
      <Field
        label={t("day")}
        type="date"
        hint={spokenDay(session.day)}
        error={fault("day")}
        value={session.day}
        onInput={set("day")}
      />
      <Field
        label={t("from")}
        error={fault("from")}
        value={session.from}
        inputMode="numeric"
        autocomplete="off"
        onInput={set("from")}
        onBlur={tidy("from")}
      />
      <Field
        label={t("to")}
        error={fault("to", "order")}
        value={session.to}
        inputMode="numeric"
        autocomplete="off"
        onInput={set("to")}
        onBlur={tidy("to")}
      />
    </fieldset>
  );
}

const FAULTS = {
  name: "faultsName",
  day: "faultsDay",
  from: "faultsFrom",
  to: "faultsTo",
  order: "faultsOrder",
} as const;
