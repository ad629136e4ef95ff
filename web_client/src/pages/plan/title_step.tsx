/** Step 1: the title and the sessions. It keeps what is typed until the server has it. */
import { useRef, useState } from "preact/hooks";
import { Button, Field } from "../../parts";
import type { Plan } from "./asks";
import { SessionFields } from "./session_fields";
import { faultsOf, planOf, readPercent, type SessionDraft, type SessionFault, sessionAfter } from "./steps";
import { t } from "./words";

/** A person's sessions are one byte of bits (server/core/ids.py). */
const MOST_SESSIONS = 8;

interface TitleStepProps {
  title: string;
  sessions: readonly SessionDraft[];
  onlinePercent: number;
  zone: string;
  busy: boolean;
  fault: string | null;
  onSave: (plan: Plan) => void;
}

export function TitleStep(props: TitleStepProps) {
  const [title, setTitle] = useState(props.title);
  const [sessions, setSessions] = useState<readonly SessionDraft[]>(props.sessions);
  const [percent, setPercent] = useState(String(props.onlinePercent));
  const [told, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const faults: readonly SessionFault[][] = sessions.map((session) => (told ? faultsOf(session) : []));
  const change = (at: number, session: SessionDraft) => setSessions(sessions.with(at, session));
  const submit = (event: Event) => {
    event.preventDefault();
    setTold(true);
    const onlinePercent = readPercent(percent);
    if (title.trim() !== "" && onlinePercent && sessions.every((session) => faultsOf(session).length === 0))
      return props.onSave({
        title: title.trim(),
        sessions: sessions.map((session) => planOf(session, props.zone)),
        onlinePercent,
      });
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <form ref={form} class="plan-body" onSubmit={submit} noValidate>
      <Field
        label={t("title")}
        hint={t("titleHint")}
        error={told && title.trim() === "" ? t("titleMissing") : null}
        value={title}
        maxLength={200}
        autofocus
        onInput={(event) => setTitle(event.currentTarget.value)}
      />
      <div>
        <h2>{t("sessions")}</h2>
        <p class="soft small">{t("sessionsHint")}</p>
      </div>
      {sessions.map((session, at) => (
        <SessionFields
          key={at}
          number={at + 1}
          session={session}
          faults={faults[at] ?? []}
          onChange={(next) => change(at, next)}
          onDrop={sessions.length > 1 ? () => setSessions(sessions.toSpliced(at, 1)) : null}
        />
      ))}
      {sessions.length < MOST_SESSIONS && (
        <Button
          onClick={() => setSessions([...sessions, sessionAfter(sessions, t("morning"), t("afternoon"))])}
        >
          + {t("addSession")}
        </Button>
      )}
      <div>
        <h2>{t("online")}</h2>
        <p class="soft small">{t("onlineHint")}</p>
      </div>
      <div class="plan-percent">
        <Field
          label={t("onlinePercent")}
          error={told && !readPercent(percent) ? t("faultsPercent") : null}
          value={percent}
          inputMode="numeric"
          autocomplete="off"
          onInput={(event) => setPercent(event.currentTarget.value)}
        />
      </div>
      <div role="alert" class="field-error small">
        {props.fault}
      </div>
      <div class="plan-acts">
        <Button type="submit" tone="primary" disabled={props.busy}>
          {props.busy ? t("saving") : t("save")}
        </Button>
      </div>
    </form>
  );
}
