/** The last check-ins of the session, newest first. */
import { timeExact } from "../../i18n/formats";
import { Chip, type Tone } from "../../parts";
import { type LatestRow, readLatest, type SessionRow, SessionState } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { t } from "./words";

const KINDS = ["latestKinds0", "latestKinds1", "latestKinds2", "latestKinds3"] as const;
const TONES: readonly Tone[] = ["here", "plain", "next", "plain"];

export function Latest({ table, session }: { table: Table | null; session: SessionRow | null }) {
  const rows = table ? [...table.rows.values()].map(readLatest).sort((a, b) => b.seq - a.seq) : [];
  return (
    <>
      {table?.position && rows.length === 0 && (
        <div class="control-none">
          <b>{t("latestNone")}</b>
          <span class="soft small">
            {session?.state === SessionState.PLANNED ? t("latestNotOpen") : t("latestNoneHow")}
          </span>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys. */}
      <ul class="control-scroll" aria-label={t("latest")} tabIndex={0}>
        {rows.map((row) => (
          <Line key={row.seq} row={row} />
        ))}
      </ul>
    </>
  );
}

function Line({ row }: { row: LatestRow }) {
  return (
    <li class="control-latest-row">
      <span class="small soft">{timeExact(row.atMs)}</span>
      <span class="control-said">
        <b>{row.name || t("erased")}</b>
        <span class="small soft">{row.place}</span>
      </span>
      <Chip tone={TONES[row.kind] ?? "plain"}>{t(KINDS[row.kind] ?? "latestKinds0")}</Chip>
    </li>
  );
}
