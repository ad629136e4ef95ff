/** What she asks and what became of it; what others ask, and asking along; what was answered. */
import { useState } from "preact/hooks";
import { Button, Card, Chip, Empty } from "../../parts";
import { type MeRow, readQuestion } from "../../tables/rows";
import { AskDialog } from "../../talk/ask_dialog";
import { AskedList } from "../../talk/asked_list";
import { partsOf } from "../../talk/asked_rows";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

/** Of each list; the rest is one press away. */
const SHOWN_AT_FIRST = 10;

interface QuestionsProps {
  connection: Connection;
  me: MeRow;
  isOpen: boolean;
}

export function Questions({ connection, me, isOpen }: QuestionsProps) {
  const [asks, setAsks] = useState(false);
  const table = useTable(connection, me.session >= 0 ? `questions/${me.session}` : null);
  const rows = [...(table?.rows.values() ?? [])].map(readQuestion);
  const { answering, mine, others, answered, byKey } = partsOf(rows);
  const its = { connection, byKey, most: SHOWN_AT_FIRST };
  return (
    <>
      {answering && (
        <Card class="phone-answering">
          <h2 class="heading">
            <Chip tone="now">{t("answering")}</Chip>
          </h2>
          <p class="asked-text">{answering.text || t("forgotten")}</p>
          {answering.placeName && <p class="small soft">{answering.placeName}</p>}
        </Card>
      )}
      <Button tone="primary" class="phone-act" disabled={!isOpen} onClick={() => setAsks(true)}>
        {t("ask")}
      </Button>
      {!isOpen && <p class="small soft">{t("askClosed")}</p>}
      {table?.position && rows.length === 0 && (
        <Card>
          <Empty title={t("noQuestions")}>{t("noQuestionsHow")}</Empty>
        </Card>
      )}
      <AskedList {...its} title={t("mine")} rows={mine} />
      <AskedList {...its} title={t("others")} rows={others} votes={isOpen} />
      <AskedList {...its} title={t("answeredAll")} rows={answered} />
      {asks && (
        <AskDialog
          connection={connection}
          session={me.session}
          place={me.place}
          person={me.person}
          title={t("askTitle")}
          label={t("askLabel")}
          hint={t("askHint")}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
