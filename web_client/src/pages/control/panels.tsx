/** The right column: questions, papers, the latest check-ins; one at a time, by tab. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { count } from "../../i18n/formats";
import { Card } from "../../parts";
import { QuestionState, type SessionRow } from "../../tables/rows";
import type { Table } from "../../tables/table";
import type { Connection } from "../../wire/socket";
import { Latest } from "./latest";
import { Papers } from "./papers";
import { t } from "./question_words";
import { Questions } from "./questions_panel";

type Panel = "questions" | "papers" | "latest";
const PANELS: readonly Panel[] = ["questions", "papers", "latest"];

interface PanelsProps {
  connection: Connection;
  base: string;
  session: SessionRow | null;
  questions: Table | null;
  papers: Table | null;
  latest: Table | null;
}

export function Panels({ connection, base, session, questions, papers, latest }: PanelsProps) {
  const [panel, setPanel] = useState<Panel>("questions");
  const id = useId();
  const asked = [...(questions?.rows.values() ?? [])].filter((row) => row[1] === QuestionState.ASKED);
  const counts: Readonly<Record<Panel, number>> = {
    questions: asked.length,
    papers: papers?.rows.size ?? 0,
    latest: 0,
  };
  const contents: Readonly<Record<Panel, () => ComponentChildren>> = {
    questions: () => <Questions connection={connection} table={questions} />,
    papers: () => <Papers connection={connection} table={papers} base={base} />,
    latest: () => <Latest table={latest} session={session} />,
  };
  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = PANELS[(PANELS.indexOf(panel) + step + PANELS.length) % PANELS.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    setPanel(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <Card class="panels">
      <div class="panels-tabs" role="tablist" aria-label={t("panels")} onKeyDown={walk}>
        {PANELS.map((name) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            class="panels-tab"
            aria-selected={name === panel}
            aria-controls={`${id}-shown`}
            tabIndex={name === panel ? 0 : -1}
            onClick={() => setPanel(name)}
          >
            {t(name)} {counts[name] > 0 && <span class="panels-count">{count(counts[name])}</span>}
          </button>
        ))}
      </div>
      <div id={`${id}-shown`} class="panels-shown" role="tabpanel" aria-labelledby={`${id}-${panel}`}>
        {contents[panel]()}
      </div>
    </Card>
  );
}
