/** Fifty points as a table; the name opens the panel. */
import { serverNowMs } from "../../clock";
import { age, count } from "../../i18n/formats";
import { Moving } from "../../parts/moving";
import { PointChip } from "../../parts/states";
import type { PointRow } from "./list";
import { carrierWord, t } from "./words";

interface PointsTableProps {
  rows: readonly PointRow[];
  opened: number | null;
  onOpen: (point: number) => void;
}

export function PointsTable({ rows, opened, onOpen }: PointsTableProps) {
  return (
    <div class="card table-scroll">
      <table class="table points-table">
        <caption class="unseen">{t("page")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" data-number>
              {t("people")}
            </th>
            <th scope="col" class="points-aside">
              {t("lastHeard")}
            </th>
            <th scope="col" class="points-aside">
              {t("carrier")}
            </th>
            <th scope="col">{t("unit")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.node} row={row} opened={row.node === opened} onOpen={() => onOpen(row.node)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ row, opened, onOpen }: { row: PointRow; opened: boolean; onOpen: () => void }) {
  return (
    <tr data-opened={opened}>
      <th scope="row">
        <button type="button" class="points-name" aria-expanded={opened} onClick={onOpen}>
          {row.name}
        </button>
        <span class="small soft">{row.code}</span>
      </th>
      <td>
        <PointChip state={row.state} />
      </td>
      <td data-number>
        <b>
          <Moving value={row.present}>{count(row.present)}</Moving>
        </b>
        <span class="soft"> / {count(row.summoned)}</span>
      </td>
      <td class="small points-aside">{lastHeard(row)}</td>
      <td class="small points-aside">{carrierWord(row.carrier)}</td>
      <td class="small points-unit">{row.unit}</td>
    </tr>
  );
}

export function lastHeard(row: PointRow): string {
  if (row.last_heard_ms <= 0) return row.state === "never" ? t("neverHeard") : "–";
  return age(Math.max(0, serverNowMs() - row.last_heard_ms));
}
