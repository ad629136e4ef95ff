/** The room's questions: asked by the operator, also while offline; their way followed; others' asked along. */
import { useState } from "preact/hooks";
import { count, time } from "../../i18n/formats";
import { isRefusal, Verdict, verdictWords } from "../../i18n/verdicts";
import { Button, Card, Chip, Dialog, TextField, type Tone, toast } from "../../parts";
import { type QuestionRow, QuestionState, readQuestion } from "../../tables/rows";
import { askQuestion, placeOfPoint, QUESTION_CHARS, voteQuestion } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

interface AskDialogProps {
  connection: Connection;
  node: number;
  session: number;
  onClose: () => void;
}

export function AskDialog({ connection, node, session, onClose }: AskDialogProps) {
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const send = () => {
    setTried(true);
    const said = text.trim();
    if (said === "") return;
    if (!connection.link.peek().live) toast(t("queued"));
    void connection.submit(askQuestion(session, placeOfPoint(node), said)).then(({ verdict }) => {
      if (isRefusal(verdict)) toast(`${verdictWords(verdict)} “${said.slice(0, 60)}”`, "now");
      else toast(t("asked"));
    });
    onClose();
  };
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
        hint={
          text.length > QUESTION_CHARS - 200
            ? t("askLeft", { n: QUESTION_CHARS - text.length })
            : t("askHint")
        }
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
/** What others asked is read from the screen and the phones; the desk shows the first few. */
const MOST_OTHERS = 5;

/** What this room asked, and what became of it; then what is approved of others. */
export function RoomQuestions({ connection, session }: { connection: Connection; session: number }) {
  const table = useTable(connection, `questions/${session}`);
  const all = [...(table?.rows.values() ?? [])].map(readQuestion);
  const ours = all.filter((question) => question.mine).sort((a, b) => b.atMs - a.atMs);
  const others = all
    .filter((question) => !question.mine && isOpen(question))
    .sort((a, b) => b.state - a.state || b.votes - a.votes || a.atMs - b.atMs)
    .slice(0, MOST_OTHERS);
  if (ours.length === 0 && others.length === 0) return null;
  return (
    <Card class="room-questions">
      {ours.length > 0 && <List title={t("ours")} rows={ours} connection={connection} />}
      {others.length > 0 && <List title={t("approvedAll")} rows={others} connection={connection} votes />}
    </Card>
  );
}

const isOpen = ({ state }: QuestionRow) =>
  state === QuestionState.APPROVED || state === QuestionState.ON_SCREEN;

interface ListProps {
  title: string;
  rows: readonly QuestionRow[];
  connection: Connection;
  votes?: boolean;
}

function List({ title, rows, connection, votes = false }: ListProps) {
  return (
    <>
      <h2 class="heading room-questions-title">{title}</h2>
      <ul>
        {rows.map((question) => (
          <li key={question.key} class="room-question">
            <p>{question.text}</p>
            <p class="small soft">
              <Chip tone={TONES[question.state] ?? "plain"}>{t(`state${question.state}` as StateWord)}</Chip>{" "}
              {[
                question.placeName,
                time(question.atMs),
                question.votes > 0 && t("votes", { n: count(question.votes) }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            {question.answer && <p class="small">{question.answer}</p>}
            {votes && <Vote question={question} connection={connection} />}
          </li>
        ))}
      </ul>
    </>
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
      } else toast(verdict === Verdict.ALREADY_SO ? verdictWords(verdict) : t("voted"));
    });
  };
  return (
    <Button disabled={pressed} aria-label={t("voteWhich", { text: question.text })} onClick={vote}>
      {t("voteAct")}
    </Button>
  );
}
