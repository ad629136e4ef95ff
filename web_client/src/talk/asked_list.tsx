/** Questions under a title: each with its state, what became of it, and asking along where that is open. */
import { useState } from "preact/hooks";
import { count, time } from "../i18n/formats";
import { isRefusal, Verdict, verdictWords } from "../i18n/verdicts";
import { Button, Card, Chip, type Tone, toast } from "../parts";
import { type QuestionRow, QuestionState } from "../tables/rows";
import { voteQuestion } from "../wire/commands";
import type { Connection } from "../wire/socket";
import { t } from "./words";
import "./talk.css";

const TONES: readonly Tone[] = ["next", "here", "now", "plain", "plain", "plain", "plain"];
type StateWord = "state0" | "state1" | "state2" | "state3" | "state4" | "state5" | "state6";

interface AskedListProps {
  title: string;
  rows: readonly QuestionRow[];
  connection: Connection;
  /** Where the question one was merged into is found. */
  byKey?: ReadonlyMap<string, QuestionRow>;
  /** So many at first, the rest one press away: a list is read with a thumb. */
  most?: number;
  votes?: boolean;
}

export function AskedList({
  title,
  rows,
  connection,
  byKey,
  most = rows.length,
  votes = false,
}: AskedListProps) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return null;
  const shown = all ? rows : rows.slice(0, most);
  return (
    <Card class="asked-list">
      <h2 class="heading asked-list-title">{title}</h2>
      <ul>
        {shown.map((question) => (
          <li key={question.key} class="asked-row">
            <p class="asked-text">{question.text || t("forgotten")}</p>
            <About question={question} />
            <Outcome question={question} into={byKey?.get(question.mergedInto)} />
            {votes && <Vote question={question} connection={connection} />}
          </li>
        ))}
      </ul>
      {rows.length > shown.length && (
        <Button tone="quiet" onClick={() => setAll(true)}>
          {t("more", { n: count(rows.length - shown.length) })}
        </Button>
      )}
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

/** The answer, the reason, or the question it was merged into with what became of that one. */
function Outcome({ question, into }: { question: QuestionRow; into: QuestionRow | undefined }) {
  if (into)
    return (
      <div class="asked-outcome small">
        <p>
          <b>{t("merged")}:</b> {into.text || t("forgotten")}
        </p>
        <About question={into} />
        {into.answer && <p>{into.answer}</p>}
      </div>
    );
  if (!question.answer) return null;
  return (
    <p class="asked-outcome small">
      <b>{t(question.state === QuestionState.DECLINED ? "reason" : "answer")}:</b> {question.answer}
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
    <Button
      class="asked-vote"
      disabled={pressed}
      aria-label={t("voteWhich", { text: question.text })}
      onClick={vote}
    >
      {t(pressed ? "votedShort" : "vote")}
    </Button>
  );
}
