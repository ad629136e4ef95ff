/** The moderator's questions: approve, bring to the screen, answer, answer in writing, decline, merge. */
import { useEffect, useRef, useState } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { count, time } from "../../i18n/formats";
import { Button, Chip } from "../../parts";
import { useKeptFocus } from "../../parts/kept_focus";
import { submit } from "../../parts/submit";
import { type QuestionRow, QuestionState } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { type Ask, claimQuestion, moveQuestion, personOf } from "../../wire/commands";
import type { Connection } from "../../wire/socket";
import { type QuestionDeed, QuestionDialog } from "./question_dialogs";
import { t } from "./question_words";
import { CLAIM_MS, holderOf, QUESTION_TABS, type QuestionTab, type Sorted, sortQuestions } from "./questions";

/** A thousand questions are counted; what one can read at a time is shown. */
const SHOWN = 40;

interface QuestionsProps {
  connection: Connection;
  table: Table | null;
}

interface Asking {
  readonly deed: QuestionDeed;
  readonly question: QuestionRow;
  /** Taken for this dialog alone: let go of with it. */
  readonly isTaken: boolean;
}

export function Questions({ connection, table }: QuestionsProps) {
  const [tab, setTab] = useState<QuestionTab>("asked");
  const [asking, setAsking] = useState<Asking | null>(null);
  const [all, setAll] = useState(false);
  const pending = usePending(connection);
  const list = useRef<HTMLUListElement>(null);
  useKeptFocus(list, ".question");
  useHolding(connection, asking?.question ?? null);
  /** The dialog opens once the question is ours: of two moderators one is told that the other has it. */
  const ask = async (deed: QuestionDeed, question: QuestionRow) => {
    const isTaken = holderOf(question, deviceOf(connection), serverNowMs()) === "nobody";
    if (isTaken && !(await submit(connection, claimQuestion(question.question, true)))) return;
    setAsking({ deed, question, isTaken });
  };
  if (!table?.position) return <p class="control-none soft">{t("waiting")}</p>;
  const sorted = sortQuestions(table);
  const rows = sorted[tab];
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <>
      <div class="question-tabs">
        {QUESTION_TABS.map((name) => (
          <button
            key={name}
            type="button"
            class="filter"
            aria-pressed={name === tab}
            onClick={() => setTab(name)}
          >
            {t(name)} <span class="filter-count">{count(sorted[name].length)}</span>
          </button>
        ))}
      </div>
      {rows.length === 0 && (
        <div class="control-none">
          <b>{t(`${tab}None`)}</b>
          <span class="soft small">{t(`${tab}NoneHow`)}</span>
        </div>
      )}
      <ul class="control-scroll" aria-label={t(tab)} ref={list} tabIndex={-1}>
        {shown.map((question) => (
          <Question
            key={question.key}
            question={question}
            sorted={sorted}
            device={deviceOf(connection)}
            busy={pending.keys.has(question.key)}
            onMove={(to) => pending.submit(question, moveQuestion(question.question, to))}
            onClaim={(on) => pending.submit(question, claimQuestion(question.question, on))}
            onAsk={(deed) => void ask(deed, question)}
          />
        ))}
        {rows.length > shown.length && (
          <li class="question small">
            {t("hidden", { n: count(rows.length - shown.length) })}{" "}
            <Button tone="quiet" onClick={() => setAll(true)}>
              {t("showAll")}
            </Button>
          </li>
        )}
      </ul>
      {asking && (
        <QuestionDialog
          deed={asking.deed}
          question={asking.question}
          sorted={sorted}
          onDone={(done) => pending.submit(asking.question, done)}
          onClose={(isDone) => {
            if (!isDone && asking.isTaken)
              void connection.submit(claimQuestion(asking.question.question, false));
            setAsking(null);
          }}
        />
      )}
    </>
  );
}

const deviceOf = (connection: Connection) => connection.welcome.value?.device ?? "";

/** A long answer takes longer to write than a claim stands: it is taken again as soon as it lapsed. */
function useHolding(connection: Connection, question: QuestionRow | null): void {
  useEffect(() => {
    if (!question) return undefined;
    const again = () => void connection.submit(claimQuestion(question.question, true));
    const timer = setInterval(again, CLAIM_MS + 1_000);
    return () => clearInterval(timer);
  }, [connection, question]);
}

/** Which questions a command is on its way for; a refusal is said in words. */
function usePending(connection: Connection) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const change = (key: string, isOut: boolean) =>
    setKeys((before) => {
      const after = new Set(before);
      if (isOut) after.add(key);
      else after.delete(key);
      return after;
    });
  const send = (question: QuestionRow, ask: Ask) => {
    change(question.key, true);
    void submit(connection, ask).finally(() => change(question.key, false));
  };
  return { keys, submit: send };
}

interface QuestionProps {
  question: QuestionRow;
  sorted: Sorted;
  device: string;
  busy: boolean;
  onMove: (to: number) => void;
  onClaim: (on: boolean) => void;
  onAsk: (deed: QuestionDeed) => void;
}

function Question(props: QuestionProps) {
  const { question, sorted, device } = props;
  const holder = holderOf(question, device, serverNowMs());
  const onScreen = question.state === QuestionState.ON_SCREEN;
  return (
    <li class="question" data-on-screen={onScreen}>
      {onScreen && <Chip tone="now">{t("onScreen")}</Chip>}
      <p class="question-text">{question.text || t("forgotten")}</p>
      <p class="small soft">{aboutOf(question)}</p>
      {question.state >= QuestionState.ANSWERED ? (
        <>
          <Outcome question={question} sorted={sorted} />
          {holder !== "elsewhere" && (
            <div class="question-acts">
              <Button disabled={props.busy} onClick={() => props.onMove(QuestionState.APPROVED)}>
                {t("reopen")}
              </Button>
            </div>
          )}
        </>
      ) : (
        <>
          {holder !== "nobody" && (
            <p class="small question-claim">
              ◆ {holder === "here" ? t("claimedHere") : t("claimedBy", { who: question.claimedBy })}
            </p>
          )}
          {holder !== "elsewhere" && <Acts {...props} holder={holder} />}
        </>
      )}
    </li>
  );
}

function aboutOf(question: QuestionRow): string {
  const place = question.placeName;
  const who =
    question.asker === ""
      ? t("room", { place })
      : personOf(question.place) >= 0
        ? t("online", { name: question.asker })
        : t("person", { name: question.asker, place });
  const votes = question.votes > 0 && t("votes", { n: count(question.votes) });
  return [who, time(question.atMs), votes].filter(Boolean).join(" · ");
}

function Outcome({ question, sorted }: { question: QuestionRow; sorted: Sorted }) {
  const into =
    question.state === QuestionState.MERGED &&
    [...sorted.asked, ...sorted.approved, ...sorted.answered].find((q) => q.key === question.mergedInto);
  const word = `state${question.state}` as "state3" | "state4" | "state5" | "state6";
  return (
    <p class="small">
      <b>
        {t(word)}
        {question.answeredMs > 0 && ` · ${time(question.answeredMs)}`}
      </b>{" "}
      {into ? t("mergedInto", { text: into.text }) : question.answer}
    </p>
  );
}

function Acts({ question, holder, busy, onMove, onClaim, onAsk }: QuestionProps & { holder: string }) {
  const move = (to: number) => () => onMove(to);
  const { state } = question;
  return (
    <div class="question-acts">
      {state === QuestionState.ASKED && (
        <Button tone="primary" disabled={busy} onClick={move(QuestionState.APPROVED)}>
          {t("approve")}
        </Button>
      )}
      {state === QuestionState.APPROVED && (
        <Button tone="primary" disabled={busy} onClick={move(QuestionState.ON_SCREEN)}>
          {t("toScreen")}
        </Button>
      )}
      {state === QuestionState.ON_SCREEN && (
        <>
          <Button tone="primary" disabled={busy} onClick={move(QuestionState.ANSWERED)}>
            {t("done")}
          </Button>
          <Button disabled={busy} onClick={move(QuestionState.APPROVED)}>
            {t("fromScreen")}
          </Button>
        </>
      )}
      <Button disabled={busy} onClick={() => onAsk("inWriting")}>
        {t("inWriting")}
      </Button>
      {state !== QuestionState.ON_SCREEN && (
        <>
          <Button disabled={busy} onClick={() => onAsk("merge")}>
            {t("merge")}
          </Button>
          <Button disabled={busy} onClick={() => onAsk("decline")}>
            {t("decline")}
          </Button>
        </>
      )}
      <Button tone="quiet" disabled={busy} onClick={() => onClaim(holder !== "here")}>
        {holder === "here" ? t("unclaim") : t("claim")}
      </Button>
    </div>
  );
}
