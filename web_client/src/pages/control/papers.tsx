/** The papers of the conference: uploaded as PDF, listed with who opened them, removed. */
import { useState } from "preact/hooks";
import "../../i18n/talk_codes";
import { errorWords } from "../../i18n/errors";
import { count, percent } from "../../i18n/formats";
import { Button, Chip, Confirm, Dialog, Field, Table as Rows, toast } from "../../parts";
import { sendFile } from "../../parts/sending";
import { submit } from "../../parts/submit";
import { type OpenedRow, type PaperRow, readOpened, readPaper } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { removePaper } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./question_words";

/** Wire bound of one text (server/wire/limits.py, TEXT_CHARS). */
const TITLE_CHARS = 300;

interface PapersProps {
  connection: Connection;
  table: Table | null;
  /** "/api/c/<conference>/<grant>" */
  base: string;
}

export function Papers({ connection, table, base }: PapersProps) {
  const [uploads, setUploads] = useState(false);
  const [removing, setRemoving] = useState<PaperRow | null>(null);
  const [looking, setLooking] = useState<PaperRow | null>(null);
  const papers = [...(table?.rows.values() ?? [])].map(readPaper).sort((a, b) => a.addedMs - b.addedMs);
  return (
    <>
      <div class="papers-acts">
        <Button onClick={() => setUploads(true)}>{t("upload")}</Button>
      </div>
      {table?.position && papers.length === 0 && (
        <div class="control-none">
          <b>{t("papersNone")}</b>
          <span class="soft small">{t("papersNoneHow")}</span>
        </div>
      )}
      <ul class="control-scroll" aria-label={t("papers")}>
        {papers.map((paper) => (
          <Paper
            key={paper.key}
            paper={paper}
            base={base}
            onRemove={() => setRemoving(paper)}
            onLook={() => setLooking(paper)}
          />
        ))}
      </ul>
      {uploads && <Upload base={base} onClose={() => setUploads(false)} />}
      {looking && <OpenedBy connection={connection} paper={looking} onClose={() => setLooking(null)} />}
      {removing && <Remove connection={connection} paper={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

interface PaperProps {
  paper: PaperRow;
  base: string;
  onRemove: () => void;
  onLook: () => void;
}

function Paper({ paper, base, onRemove, onLook }: PaperProps) {
  const { title, opened, shared, sizeBytes } = paper;
  return (
    <li class="paper">
      <p>
        <b>{title}</b> {!shared && <Chip tone="next">{t("notSharedChip")}</Chip>}
      </p>
      <p class="small soft">
        {megabytes(sizeBytes)} · {opened > 0 ? t("opened", { n: count(opened) }) : t("openedNone")}
      </p>
      <div class="question-acts">
        <a
          class="button"
          href={`${base}/papers/${paper.key}`}
          target="_blank"
          rel="noopener"
          aria-label={t("openWhich", { title })}
        >
          {t("open")}
        </a>
        <Button disabled={opened === 0} onClick={onLook}>
          {t("byPoint")}
        </Button>
        <Button tone="quiet" aria-label={t("removeWhich", { title })} onClick={onRemove}>
          {t("remove")}
        </Button>
      </div>
    </li>
  );
}

/** "1,4 MB" / "1.4 MB". */
const megabytes = (bytes: number) => `${count(Math.max(1, Math.round(bytes / 100_000)) / 10)} MB`;

function Upload({ base, onClose }: { base: string; onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState("");
  const [isShared, setShared] = useState(true);
  const [tried, setTried] = useState(false);
  const [share, setShare] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setFault(null);
    if (chosen && title === "") setTitle(chosen.name.replace(/\.pdf$/i, "").slice(0, TITLE_CHARS));
  };
  const send = () => {
    setTried(true);
    if (!file || title.trim() === "" || share !== null) return;
    setShare(0);
    setFault(null);
    const fields = { title: title.trim(), shared: String(isShared) };
    sendFile(`${base}/papers`, file, setShare, fields).then(
      () => {
        toast(t("uploaded", { title: title.trim() }));
        onClose();
      },
      (error: unknown) => {
        setShare(null);
        setFault(errorWords(error));
      },
    );
  };
  return (
    <Dialog
      title={t("uploadTitle")}
      onClose={onClose}
      onSubmit={send}
      act={share === null ? t("uploadAct") : t("uploading", { share: percent(share, 1) })}
      disabled={share !== null}
    >
      <Field
        type="file"
        accept="application/pdf,.pdf"
        label={t("file")}
        error={fault ?? (tried && !file ? t("fileMissing") : null)}
        onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
      />
      <Field
        label={t("title")}
        value={title}
        maxLength={TITLE_CHARS}
        error={tried && title.trim() === "" ? t("titleMissing") : null}
        onInput={(event) => setTitle(event.currentTarget.value)}
      />
      <label class="tick">
        <input
          type="checkbox"
          checked={!isShared}
          onChange={(event) => setShared(!event.currentTarget.checked)}
        />
        <span>
          {t("notShared")}
          <br />
          <span class="small soft">{t("notSharedHow")}</span>
        </span>
      </label>
    </Dialog>
  );
}

interface OfPaper {
  connection: Connection;
  paper: PaperRow;
  onClose: () => void;
}

function Remove({ connection, paper, onClose }: OfPaper) {
  const remove = () => {
    onClose();
    void submit(connection, removePaper(paper.paper));
  };
  return (
    <Confirm title={t("removeTitle")} act={t("removeAct")} onConfirm={remove} onClose={onClose}>
      <p>{t("removeWhat", { title: paper.title, n: count(paper.opened) })}</p>
    </Confirm>
  );
}

/** The points where most devices opened it; the others are in the total. */
const MOST_POINTS = 100;

function OpenedBy({ connection, paper, onClose }: OfPaper) {
  const table = useTable(connection, `opened/${paper.key}`);
  const rows = [...(table?.rows.values() ?? [])]
    .map(readOpened)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_POINTS);
  const columns = [
    { title: t("point"), cell: (row: OpenedRow) => (row.node === 0 ? t("onlineNode") : row.name) },
    { title: t("devices"), cell: (row: OpenedRow) => count(row.count), number: true },
  ];
  return (
    <Dialog title={t("byPointTitle", { title: paper.title })} onClose={onClose}>
      {table?.position && rows.length === 0 ? (
        <p>{t("byPointNone")}</p>
      ) : (
        <Rows caption={t("byPoint")} columns={columns} rows={rows} rowKey={(row) => row.node} />
      )}
    </Dialog>
  );
}
