/** What she asks and what became of it; what others ask, and asking along. */
import { useState } from "preact/hooks";
import { count, time } from "../../i18n/formats";
import { isRefusal, Verdict, verdictWords } from "../../i18n/verdicts";
import { Button, Card, Chip, Dialog, Empty, TextField, type Tone, toast } from "../../parts";
import { type MeRow, type QuestionRow, QuestionState, readQuestion } from "../../tables/rows";
import { askQuestion, QUESTION_CHARS, voteQuestion } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { partsOf, SHOWN_AT_FIRST } from "./asked_rows";
import { t } from "./words";

/** Said when so few characters are left. */
const NEARLY = 200;
/** Of a question that was refused, so that its asker knows which. */
const QUOTED_CHARS = 60;

interface QuestionsProps {
  connection: Connection;
  me: MeRow;
  isOpen: boolean;
}

export function Questions({ connection, me, isOpen }: QuestionsProps) {
  const [asks, setAsks] = useState(false);
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const table = useTable(connection, me.session >= 0 ? `questions/${me.session}` : null);
  const { answering, mine, others } = partsOf([...(table?.rows.values() ?? [])].map(readQuestion));
  const its = { connection };
  return (
    <>
      {answering && (
        <Card class="phone-answering">
          <h2 class="heading">
            <Chip tone="now">{t("answering")}</Chip>
          </h2>
          <p class="phone-asked">{answering.text}</p>
          {answering.placeName && <p class="small soft">{answering.placeName}</p>}
        </Card>
      )}
      <Button tone="primary" class="phone-act" disabled={!isOpen} onClick={() => setAsks(true)}>
        {t("ask")}
      </Button>
      {!isOpen && <p class="small soft">{t("askClosed")}</p>}
      {table?.position && mine.length + others.length === 0 && (
        <Card>
          <Empty title={t("noQuestions")}>{t("noQuestionsHow")}</Empty>
        </Card>
      )}
      {mine.length > 0 && <List title={t("mine")} rows={mine} {...its} />}
      {others.length > 0 && (
        <List title={t("others")} rows={others.slice(0, shown)} {...its} votes={isOpen} />
      )}
      {others.length > shown && (
        <Button onClick={() => setShown(others.length)}>
          {t("more", { n: count(others.length - shown) })}
        </Button>
      )}
      {asks && <AskDialog connection={connection} me={me} onClose={() => setAsks(false)} />}
    </>
  );
}

interface AskDialogProps {
  connection: Connection;
  me: MeRow;
  onClose: () => void;
}

function AskDialog({ connection, me, onClose }: AskDialogProps) {
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const send = () => {
    setTried(true);
    const said = text.trim();
    if (said === "") return;
    if (!connection.link.peek().live) toast(t("queued"));
    void connection.submit(askQuestion(me.session, me.place, said, me.person)).then(({ verdict }) => {
      if (!isRefusal(verdict)) return toast(t("asked"));
      toast(t("notAsked", { text: said.slice(0, QUOTED_CHARS), why: verdictWords(verdict) }), "now");
    });
    onClose();
  };
  const left = QUESTION_CHARS - text.length;
  return (
    <Dialog
      title={t("askTitle")}
      onClose={onClose}
      onSubmit={send}
      acts={
        <Button type="submit" tone="primary">
          {t("askAct")}
        </Button>
      }
    >
      <TextField
        label={t("askLabel")}
        hint={left < NEARLY ? t("askLeft", { n: left }) : t("askHint")}
        error={tried && text.trim() === "" ? t("askMissing") : null}
        value={text}
        rows={5}
        maxLength={QUESTION_CHARS}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </Dialog>
  );
}

const TONES: readonly Tone[] = ["next", "here", "now", "plain", "plain", "plain", "plain"];
type StateWord = "state0" | "state1" | "state2" | "state3" | "state4" | "state5" | "state6";

interface ListProps {
  title: string;
  rows: readonly QuestionRow[];
  connection: Connection;
  votes?: boolean;
}

function List({ title, rows, connection, votes = false }: ListProps) {
  return (
    <Card class="phone-list">
      <h2 class="heading phone-list-title">{title}</h2>
      <ul>
        {rows.map((question) => (
          <li key={question.key} class="phone-row">
            <p class="phone-asked">{question.text || t("forgotten")}</p>
            <About question={question} />
            {question.answer && (
              <p class="phone-answer small">
                <b>{t(question.state === QuestionState.DECLINED ? "reason" : "answer")}:</b> {question.answer}
              </p>
            )}
            {votes && <Vote question={question} connection={connection} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function About({ question }: { question: QuestionRow }) {
  const { state, mine, placeName, atMs, votes } = question;
  const about = [!mine && placeName, time(atMs), votes > 0 && t("votes", { n: count(votes) })];
  return (
    <p class="small soft">
      <Chip tone={TONES[state] ?? "plain"}>{t(`state${state}` as StateWord)}</Chip>{" "}
      {about.filter(Boolean).join(" · ")}
    </p>
  );
}

function Vote({ question, connection }: { question: QuestionRow; connection: Connection }) {
  const [pressed, setPressed] = useState(false);
  const vote = () => {
    setPressed(true);
    void connection.submit(voteQuestion(question.question)).then(({ verdict }) => {
      if (isRefusal(verdict)) {
        setPressed(false);
        toast(verdictWords(verdict), "now");
      } else if (verdict !== Verdict.ALREADY_SO) toast(t("voted"));
    });
  };
  return (
    <Button disabled={pressed} aria-label={t("voteWhich", { text: question.text })} onClick={vote}>
      {t(pressed ? "votedShort" : "vote")}
    </Button>
  );
}
