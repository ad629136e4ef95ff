/** Step 1 of a conference that does not exist yet: saving it makes the draft and goes on to its page. */
import { useState } from "preact/hooks";
import { post } from "../../api";
import { errorWords } from "../../i18n/errors";
import { Bar } from "../../parts";
import { useTitle } from "../../parts/title";
import { go, path } from "../../router";
import type { Plan } from "./asks";
import { Stepper } from "./stepper";
import { firstSessions, HALF, ZONE } from "./steps";
import { TitleStep } from "./title_step";
import { t } from "./words";

export function NewConference() {
  useTitle(t("page"));
  const [first] = useState(() => firstSessions(Date.now(), t("morning"), t("afternoon")));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const save = ({ title, sessions, onlinePercent }: Plan) => {
    setBusy(true);
    setFault(null);
    post<{ id: string }>("/api/conferences", { title, sessions, online_percent: onlinePercent }).then(
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
        <TitleStep
          title=""
          sessions={first}
          onlinePercent={HALF}
          zone={ZONE}
          busy={busy}
          fault={fault}
          onSave={save}
        />
      </Stepper>
    </>
  );
}
