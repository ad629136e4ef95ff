/** Which points are printed: those found by the search, or every point under a unit one walks down to. */
import { useState } from "preact/hooks";
import { get, post } from "../../api";
import { errorWords } from "../../i18n/errors";
import { count } from "../../i18n/formats";
import { Dialog } from "../../parts";
import { splitBoard } from "../../parts/figures";
import { NodeKind } from "../../tables/rows";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { type Asked, lastPage, MOST_SHEETS, type PointList, queryOf } from "./list";
import { t } from "./words";

export interface SheetRow {
  readonly node: number;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly url: string;
  readonly svg: string;
}

export interface SheetList {
  readonly title: string;
  readonly rows: readonly SheetRow[];
}

interface PrintDialogProps {
  connection: Connection;
  base: string;
  asked: Asked;
  /** How many points the search finds. */
  found: number;
  onClose: () => void;
  onReady: (sheets: SheetList) => void;
}

const ROOT = 0;

export function PrintDialog({ connection, base, asked, found, onClose, onReady }: PrintDialogProps) {
  const searched = asked.q.trim() !== "" || asked.state !== "all";
  const [unit, setUnit] = useState<readonly number[]>([ROOT]);
  const [source, setSource] = useState<"search" | "unit">(searched ? "search" : "unit");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const node = unit.at(-1) ?? ROOT;
  const board = useTable(connection, `board/${node}/0`);
  const { self, children } = board ? splitBoard(board) : { self: null, children: [] };
  const units = children.filter((row) => row.kind === NodeKind.UNIT);
  const n = source === "search" ? found : (self?.place.points ?? 0);
  const print = () => {
    setBusy(true);
    setFault(null);
    wanted(source, base, asked, found, node)
      .then((body) => post<SheetList>(`${base}/links/sheet`, body))
      .then(onReady, (error: unknown) => setFault(errorWords(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t("printAsk")}
      onClose={onClose}
      onSubmit={print}
      act={busy ? t("preparing") : t("printAll", { n: count(n) })}
      disabled={busy || n === 0 || n > MOST_SHEETS}
    >
      <p class="soft">{t("printHow")}</p>
      {searched && (
        <label class="points-source">
          <input
            type="radio"
            name="source"
            checked={source === "search"}
            onChange={() => setSource("search")}
          />
          <span>
            {t("printList")} <span class="soft">· {t("printFound", { n: count(found) })}</span>
          </span>
        </label>
      )}
      <label class="points-source">
        <input type="radio" name="source" checked={source === "unit"} onChange={() => setSource("unit")} />
        <span>
          {t("printWhich")}: <b>{node === ROOT ? t("whole") : self?.name}</b>
          {self && <span class="soft"> · {t("printFound", { n: count(self.place.points) })}</span>}
        </span>
      </label>
      {source === "unit" && (
        <ul class="points-units">
          {unit.length > 1 && (
            <li>
              <button type="button" onClick={() => setUnit(unit.slice(0, -1))}>
                ← {t("up")}
              </button>
            </li>
          )}
          {units.map((row) => (
            <li key={row.node}>
              <button type="button" onClick={() => setUnit([...unit, row.node])}>
                <span class="grow">{row.name}</span>
                <span class="soft small">{t("printFound", { n: count(row.place.points) })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {n > MOST_SHEETS && (
        <p class="field-error">{t("printTooMany", { n: count(n), most: count(MOST_SHEETS) })}</p>
      )}
      <div role="alert" class="field-error">
        {fault}
      </div>
    </Dialog>
  );
}

/** The body of the request: a unit, or every point of the search, page by page. */
async function wanted(
  source: "search" | "unit",
  base: string,
  asked: Asked,
  found: number,
  unit: number,
): Promise<{ unit: number } | { nodes: number[] }> {
  if (source === "unit") return { unit };
  const nodes: number[] = [];
  for (let page = 0; page <= lastPage(found); page++) {
    const list = await get<PointList>(`${base}/points${queryOf({ ...asked, page })}`);
    nodes.push(...list.rows.map((row) => row.node));
  }
  return { nodes: nodes.slice(0, MOST_SHEETS) };
}
