/** The papers of the conference: listed, opened on the page itself, saved where that is allowed. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { count } from "../../i18n/formats";
import { Button, Card, Chip, Dialog, Empty } from "../../parts";
import { Awaited, useFetched } from "../../parts/fetched";
import { type PaperRow, readPaper } from "../../tables/rows";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import type { PaperViewProps } from "./paper_view";
import { megabytes } from "./screens";
import { t } from "./words";

const load = async (): Promise<ComponentType<PaperViewProps>> => (await import("./paper_view")).PaperView;

export function Papers({ connection, online }: { connection: Connection; online: boolean }) {
  const table = useTable(connection, "papers");
  const [open, setOpen] = useState<PaperRow | null>(null);
  const view = useFetched(load, open !== null);
  const papers = [...(table?.rows.values() ?? [])].map(readPaper).sort((a, b) => a.addedMs - b.addedMs);
  if (table?.position && papers.length === 0)
    return (
      <Card>
        <Empty title={t("noPapers")}>{t("noPapersHow")}</Empty>
      </Card>
    );
  return (
    <>
      <Card class="phone-list">
        <ul>
          {papers.map((paper) => (
            <Paper
              key={paper.key}
              paper={paper}
              locked={online && !paper.shared}
              onOpen={() => setOpen(paper)}
            />
          ))}
        </ul>
      </Card>
      {open && !view.part && (
        <Dialog title={open.title} onClose={() => setOpen(null)}>
          <Awaited of={view}>{t("opening")}</Awaited>
        </Dialog>
      )}
      {open && view.part && (
        <view.part
          title={open.title}
          path={`/api/c/${connection.conference}/${connection.grant}/papers/${open.key}`}
          isShared={open.shared}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

interface PaperProps {
  paper: PaperRow;
  /** May not be opened outside the rooms. */
  locked: boolean;
  onOpen: () => void;
}

function Paper({ paper, locked, onOpen }: PaperProps) {
  const title = paper.title || t("forgotten");
  return (
    <li class="phone-row phone-paper">
      <div>
        <p>
          <b>{title}</b>
        </p>
        <p class="small soft">
          {t("size", { n: count(megabytes(paper.sizeBytes)) })}{" "}
          {!paper.shared && <Chip tone="next">{t("notShared")}</Chip>}
        </p>
        {!paper.shared && <p class="small">{t(locked ? "roomsOnly" : "notKept")}</p>}
      </div>
      {!locked && (
        <Button aria-label={t("openWhich", { title })} onClick={onOpen}>
          {t("open")}
        </Button>
      )}
    </li>
  );
}
