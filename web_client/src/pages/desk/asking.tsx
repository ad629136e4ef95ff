/** The room's questions: asked by the operator, also while offline; their way followed; others' asked along. */
import { readQuestion } from "../../tables/rows";
import { AskDialog } from "../../talk/ask_dialog";
import { AskedList } from "../../talk/asked_list";
import { partsOf } from "../../talk/asked_rows";
import { placeOfPoint } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

interface AskForRoomProps {
  connection: Connection;
  node: number;
  session: number;
  onClose: () => void;
}

export function AskForRoom({ connection, node, session, onClose }: AskForRoomProps) {
  return (
    <AskDialog
      connection={connection}
      session={session}
      place={placeOfPoint(node)}
      title={t("askTitle")}
      label={t("askLabel")}
      hint={t("askHint")}
      onClose={onClose}
    />
  );
}

/** What others asked is read from the screen and the phones; the desk shows the first few. */
const MOST_OTHERS = 5;

/** What this room asked, and what became of it; then what is open, or was answered, of others. */
export function RoomQuestions({ connection, session }: { connection: Connection; session: number }) {
  const table = useTable(connection, `questions/${session}`);
  const { answering, mine, others, answered, byKey } = partsOf(
    [...(table?.rows.values() ?? [])].map(readQuestion),
  );
  const open = answering && !answering.mine ? [answering, ...others] : others;
  const its = { connection, byKey, most: MOST_OTHERS };
  return (
    <div class="room-questions">
      <AskedList {...its} title={t("ours")} rows={mine} />
      <AskedList {...its} title={t("approvedAll")} rows={open} votes />
      <AskedList {...its} title={t("answeredAll")} rows={answered} />
    </div>
  );
}
