/** Name, password, the password again; every fault is said beside its field before anything is sent. */
import { useRef, useState } from "preact/hooks";
import { Button, Field } from "../../parts";
import { type SetupFault, SHORTEST, setupFaults } from "./faults";
import { t } from "./words";

interface SetupFormProps {
  busy: boolean;
  fault: string | null;
  onMake: (name: string, password: string) => void;
}

export function SetupForm({ busy, fault, onMake }: SetupFormProps) {
  const [typed, setTyped] = useState({ name: "", password: "", repeat: "" });
  const [shown, setShown] = useState(false);
  const [faults, setFaults] = useState<ReadonlySet<SetupFault>>(new Set());
  const form = useRef<HTMLFormElement>(null);
  const change = (field: keyof typeof typed) => (event: { currentTarget: HTMLInputElement }) =>
    setTyped({ ...typed, [field]: event.currentTarget.value });
  const submit = (event: Event) => {
    event.preventDefault();
    const found = setupFaults(typed);
    setFaults(found);
    if (found.size === 0) return onMake(typed.name.trim(), typed.password);
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus(),
    );
  };
  const type = (shown ? "text" : "password") as "password"; // the typings know no union here
  return (
    <form ref={form} class="card card-pad setup-card" onSubmit={submit} noValidate>
      <h2>{t("lead")}</h2>
      <p class="soft small">{t("once")}</p>
      <Field
        label={t("name")}
        hint={t("nameHint")}
        error={faults.has("name") ? t("nameMissing") : null}
        value={typed.name}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        autofocus
        onInput={change("name")}
      />
      <Field
        label={t("password")}
        hint={t("passwordHint", { n: SHORTEST })}
        error={faults.has("short") ? t("tooShort", { n: SHORTEST }) : null}
        type={type}
        value={typed.password}
        autocomplete="new-password"
        onInput={change("password")}
      />
      <Field
        label={t("repeat")}
        error={faults.has("repeat") ? t("notSame") : null}
        type={type}
        value={typed.repeat}
        autocomplete="new-password"
        onInput={change("repeat")}
      />
      <label class="setup-show">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {t("show")}
      </label>
      <div role="alert" class="field-error small">
        {fault}
      </div>
      <Button type="submit" tone="primary" disabled={busy}>
        {busy ? t("saving") : t("save")}
      </Button>
    </form>
  );
}
