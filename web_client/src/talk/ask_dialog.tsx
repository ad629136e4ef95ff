/** A question being written: for the room at the desk, for oneself on the phone; sent now, or when the link is back. */
import { useState } from "preact/hooks";
import { isRefusal, verdictWords } from "../i18n/verdicts";
import { Dialog, TextField, toast } from "../parts";
import { askQuestion, QUESTION_CHARS } from "../wire/commands";
import type { Connection } from "../wire/socket";
import { t } from "./words";

/** Said when so few characters are left. */
const NEARLY = 200;
/** Of a question that was refused, so that its asker knows which. */
const QUOTED_CHARS = 60;

interface AskDialogProps {
  connection: Connection;
  session: number;
  place: string;
  /** Who asks; left out: the room. */
  person?: number;
  title: string;
  label: string;
  hint: string;
  onClose: () => void;
}

export function AskDialog({
  connection,
  session,
  place,
  person,
  title,
  label,
  hint,
  onClose,
}: AskDialogProps) {
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const send = () => {
    setTried(true);
    const said = text.trim();
    if (said === "") return;
    if (!connection.link.peek().live) toast(t("queued"));
    void connection.submit(askQuestion(session, place, said, person)).then(({ verdict }) => {
      if (!isRefusal(verdict)) return toast(t("asked"));
      toast(t("notAsked", { text: said.slice(0, QUOTED_CHARS), why: verdictWords(verdict) }), "now");
    });
    onClose();
  };
  const left = QUESTION_CHARS - text.length;
  return (
    <Dialog title={title} onClose={onClose} onSubmit={send} act={t("askAct")}>
      <TextField
        label={label}
        hint={left < NEARLY ? t("askLeft", { n: left }) : hint}
        error={tried && text.trim() === "" ? t("askMissing") : null}
        value={text}
        rows={5}
        maxLength={QUESTION_CHARS}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </Dialog>
  );
}
