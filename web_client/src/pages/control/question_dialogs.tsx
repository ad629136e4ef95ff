/** What is asked before a question is answered in writing, declined or merged. */
import { useId, useState } from "preact/hooks";
import { Dialog, Field, fragments, match, TextField } from "../../parts";
import { type QuestionRow, QuestionState } from "../../tables/rows";
import { type Ask, moveQuestion, QUESTION_CHARS } from "../../wire/commands";
import { t } from "./question_words";
import { mergeable, type Sorted } from "./questions";

export type QuestionDeed = "inWriting" | "decline" | "merge";

interface QuestionDialogProps {
  deed: QuestionDeed;
  question: QuestionRow;
  sorted: Sorted;
  onDone: (ask: Ask) => void;
  onClose: (isDone: boolean) => void;
}

export function QuestionDialog(props: QuestionDialogProps) {
  if (props.deed === "merge") return <Merge {...props} />;
  return <Writing {...props} />;
}

const WRITING = {
  inWriting: { title: "writingTitle", label: "writingLabel", hint: "writingHint", act: "writingAct" },
  decline: { title: "declineTitle", label: "declineLabel", hint: "declineHint", act: "declineAct" },
} as const;

function Writing({ deed, question, onDone, onClose }: QuestionDialogProps) {
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const said = WRITING[deed === "decline" ? "decline" : "inWriting"];
  const to = deed === "decline" ? QuestionState.DECLINED : QuestionState.IN_WRITING;
  const done = () => {
    setTried(true);
    if (text.trim() === "") return;
    onDone(moveQuestion(question.question, to, text.trim()));
    onClose(true);
  };
  return (
    <Dialog
      title={t(said.title)}
      onClose={() => onClose(false)}
      onSubmit={done}
      act={t(said.act)}
      tone={deed === "decline" ? "now" : "primary"}
    >
      <blockquote class="question-quoted">{question.text}</blockquote>
      <TextField
        label={t(said.label)}
        hint={t(said.hint)}
        error={tried && text.trim() === "" ? t("textMissing") : null}
        value={text}
        rows={deed === "decline" ? 3 : 7}
        maxLength={QUESTION_CHARS}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </Dialog>
  );
}

/** Enough to choose from without scrolling for long; the rest is found by typing. */
const MOST_CHOICES = 20;

function Merge({ question, sorted, onDone, onClose }: QuestionDialogProps) {
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<QuestionRow | null>(null);
  const [tried, setTried] = useState(false);
  const group = useId();
  const others = mergeable(sorted, question);
  const parts = fragments(query);
  const found = others.filter((other) => match(parts, other.text)).slice(0, MOST_CHOICES);
  const done = () => {
    setTried(true);
    if (!chosen) return;
    onDone(moveQuestion(question.question, QuestionState.MERGED, "", chosen.question));
    onClose(true);
  };
  return (
    <Dialog
      title={t("mergeTitle")}
      onClose={() => onClose(false)}
      onSubmit={done}
      act={t("mergeAct")}
      disabled={others.length === 0}
    >
      <blockquote class="question-quoted">{question.text}</blockquote>
      {others.length === 0 ? (
        <p>{t("mergeNone")}</p>
      ) : (
        <>
          <Field
            label={t("mergeFind")}
            hint={t("mergeHint")}
            error={tried && !chosen ? t("mergeMissing") : null}
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
          <fieldset class="merge-choices">
            <legend class="unseen">{t("mergeTitle")}</legend>
            {found.map((other) => (
              <label key={other.key} class="merge-choice">
                <input
                  type="radio"
                  name={group}
                  checked={chosen?.key === other.key}
                  onChange={() => setChosen(other)}
                />
                <span>{other.text}</span>
              </label>
            ))}
          </fieldset>
        </>
      )}
    </Dialog>
  );
}
