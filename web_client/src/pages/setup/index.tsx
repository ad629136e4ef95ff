/** The one-time page: whoever holds the code that the server printed becomes its administrator. */
import { useState } from "preact/hooks";
import { ApiError, post } from "../../api";
import type { PageProps } from "../../app";
import { errorWords } from "../../i18n/errors";
import { Button, Card, Empty, LanguageSwitch } from "../../parts";
import { useAnswer } from "../../parts/answer";
import { useTitle } from "../../parts/title";
import { go } from "../../router";
import { SHORTEST } from "./faults";
import { SetupForm } from "./setup_form";
import { t } from "./words";
import "./setup.css";

export default function SetupPage({ route }: PageProps) {
  useTitle(t("page"));
  const needed = useAnswer<{ needed: boolean }>("/api/setup");
  return (
    <main class="setup">
      <h1 class="setup-title">{t("page")}</h1>
      {needed.value?.needed === false ? (
        <Message title={t("done")} next={t("doneHow")} toSignIn />
      ) : route.fragment === "" ? (
        <Message title={t("noCode")} next={t("noCodeHow")} />
      ) : needed.error && !needed.value ? (
        <Card pad class="setup-card">
          <p>{errorWords(needed.error)}</p>
          <Button onClick={needed.again}>{t("again")}</Button>
        </Card>
      ) : (
        <Making code={route.fragment} />
      )}
      <LanguageSwitch />
    </main>
  );
}

function Message({ title, next, toSignIn = false }: { title: string; next: string; toSignIn?: boolean }) {
  const action = toSignIn && (
    <a class="button" data-tone="primary" href="/">
      {t("goSignIn")}
    </a>
  );
  return (
    <Card class="setup-card">
      <Empty title={title} action={action}>
        {next}
      </Empty>
    </Card>
  );
}

function Making({ code }: { code: string }) {
  const [busy, setBusy] = useState(false);
  /** As it came; put into words when it is shown, in the language the page then has. */
  const [fault, setFault] = useState<{ error: unknown } | null>(null);
  const make = async (name: string, password: string) => {
    setBusy(true);
    setFault(null);
    try {
      await post("/api/setup", { code, name, password });
      go("/", true);
    } catch (error) {
      setFault({ error });
      setBusy(false);
    }
  };
  return <SetupForm busy={busy} fault={fault && said(fault.error)} onMake={make} />;
}

function said(error: unknown): string {
  const code = error instanceof ApiError ? error.code : "";
  if (code === "WRONG_CODE") return t("refused");
  if (code === "ALREADY_SET_UP") return t("doneHow");
  if (code === "PASSWORD_TOO_SHORT") return t("tooShort", { n: SHORTEST });
  if (code === "PASSWORD_IS_NAME") return t("isName");
  if (code === "TOO_MANY_FAILURES") return t("tooFast");
  return errorWords(error);
}
