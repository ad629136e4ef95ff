/** Name and password; operators and viewers are told that they need neither. */
import { useRef, useState } from "preact/hooks";
import { ApiError, post } from "../../api";
import { errorWords } from "../../i18n/errors";
import { Button, Card, Field, LanguageSwitch } from "../../parts";
import { t } from "./words";

/** What was wrong; put into words when it is shown, in the language the page then has. */
type Fault = "unfilled" | { error: unknown };

export function SignIn({ needsSetup, onSignedIn }: { needsSetup: boolean; onSignedIn: () => void }) {
  return (
    <main class="home-door">
      <header class="home-brand">
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>Điểm Cầu</h1>
        <p class="soft">{t("purpose")}</p>
      </header>
      {needsSetup ? <FirstStart /> : <Form onSignedIn={onSignedIn} />}
      <p class="soft small home-hint">{t("operatorHint")}</p>
      <LanguageSwitch />
    </main>
  );
}

function FirstStart() {
  return (
    <Card pad class="home-form">
      <h2>{t("needsSetup")}</h2>
      <p class="soft">{t("needsSetupHow")}</p>
    </Card>
  );
}

function Form({ onSignedIn }: { onSignedIn: () => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const nameInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (name.trim() === "" || password === "") {
      setFault("unfilled");
      (name.trim() === "" ? nameInput : passwordInput).current?.focus();
      return;
    }
    setBusy(true);
    setFault(null);
    post("/api/sign-in", { name: name.trim(), password }).then(onSignedIn, (error: unknown) => {
      setBusy(false);
      setPassword("");
      setFault({ error });
      passwordInput.current?.focus();
    });
  };
  return (
    <form class="card card-pad home-form" onSubmit={submit} noValidate>
      <Field
        label={t("name")}
        inputRef={nameInput}
        value={name}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        autofocus
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Field
        label={t("password")}
        type="password"
        inputRef={passwordInput}
        value={password}
        autocomplete="current-password"
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <div role="alert" class="field-error small">
        {fault && said(fault)}
      </div>
      <Button type="submit" tone="primary" disabled={busy}>
        {busy ? t("signingIn") : t("signIn")}
      </Button>
    </form>
  );
}

function said(fault: Fault): string {
  if (fault === "unfilled") return t("fillBoth");
  const { error } = fault;
  const code = error instanceof ApiError ? error.code : "";
  if (code === "WRONG_NAME_OR_PASSWORD") return t("wrong");
  if (code === "TOO_MANY_FAILURES") return t("tooFast");
  return errorWords(error);
}
