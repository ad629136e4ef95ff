/** Step 1 of a conference that does not exist yet: saving it makes the draft and goes on to its page. */
import { useState } from "preact/hooks";
import { post } from "../../api";
import { errorWords } from "../../i18n/errors";
import { Bar } from "../../parts";
import { useTitle } from "../../parts/title";
import { go, path } from "../../router";
import type { PlannedSession } from "./asks";
import { Stepper } from "./stepper";
import { firstSessions, ZONE } from "./steps";
import { TitleStep } from "./title_step";
import { t } from "./words";

export function NewConference() {
  useTitle(t("page"));
  const [first] = useState(() => firstSessions(Date.now(), t("morning"), t("afternoon")));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const save = (title: string, sessions: PlannedSession[]) => {
    setBusy(true);
    setFault(null);
    post<{ id: string }>("/api/conferences", { title, sessions }).then(
      ({ id }) => go(path("control", id, "h0"), true),
      (error: unknown) => {
        setBusy(false);
        setFault(`${errorWords(error)} ${t("saveFailed")}`);
      },
    );
  };
  return (
    <>
      <Bar place={t("page")}>
        <a class="button" href="/">
          {t("allConferences")}
        </a>
      </Bar>
      <Stepper step={1} upTo={1} onStep={null}>
        <TitleStep title="" sessions={first} zone={ZONE} busy={busy} fault={fault} onSave={save} />
      </Stepper>
    </>
  );
}
