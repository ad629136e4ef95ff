/** A draft that exists: it opens at the first step not done, and every step already done may be opened again. */
import { useState } from "preact/hooks";
import { errorWords } from "../../i18n/errors";
import { isRefusal, verdictWords } from "../../i18n/verdicts";
import { Bar, OfflineBar } from "../../parts";
import type { ConferenceRow } from "../../tables/rows";
import { launch } from "../../wire/commands";
import type { Connection } from "../../wire/socket";
import { type Plan, planConference } from "./asks";
import { ReviewStep } from "./review_step";
import { RosterStep } from "./roster_step";
import { Stepper } from "./stepper";
import { mayOpen, type Step, stepOf, typedSessions } from "./steps";
import { TitleStep } from "./title_step";
import { t } from "./words";

interface DraftProps {
  connection: Connection;
  conference: ConferenceRow;
  /** Signed in with the account, who has other conferences too. */
  base: string;
}

export function Draft({ connection, conference, base }: DraftProps) {
  const facts = { ...conference, sessions: conference.sessions.length };
  const furthest = stepOf(facts) ?? 3;
  const [chosen, setChosen] = useState<Step>(furthest);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const step = mayOpen(chosen, facts) ? chosen : furthest;
  const show = (next: Step) => {
    setFault(null);
    setChosen(next);
    scrollTo(0, 0);
  };
  const submit = (ask: Parameters<Connection["submit"]>[0], then: () => void) => {
    setBusy(true);
    setFault(null);
    connection.submit(ask).then(
      ({ verdict }) => {
        setBusy(false);
        if (isRefusal(verdict)) setFault(verdictWords(verdict));
        else then();
      },
      (error: unknown) => {
        setBusy(false);
        setFault(errorWords(error));
      },
    );
  };
  const save = (plan: Plan) => submit(planConference(plan, conference.zone), () => show(2));
  return (
    <>
      <Bar place={t("page")} conference={conference.title} connection={connection}>
        <a class="button" href="/">
          {t("allConferences")}
        </a>
      </Bar>
      <OfflineBar connection={connection} />
      <Stepper step={step} upTo={furthest} onStep={show}>
        {step === 1 && (
          <TitleStep
            title={conference.title}
            sessions={typedSessions(conference.sessions, conference.zone)}
            onlinePercent={conference.onlinePercent}
            zone={conference.zone}
            busy={busy}
            fault={fault}
            onSave={save}
          />
        )}
        {step === 2 && <RosterStep base={base} conference={conference} onNext={() => show(3)} />}
        {step === 3 && (
          <ReviewStep
            connection={connection}
            conference={conference}
            busy={busy}
            linked={connection.link.value.live}
            fault={fault}
            onEdit={show}
            onLaunch={() => submit(launch(), () => {})}
          />
        )}
      </Stepper>
    </>
  );
}
