/** What is wrong and what one can do about it. Every row has an action; the totals count what the list does not show. */
import { serverNowMs } from "../../clock";
import { count, span } from "../../i18n/formats";
import { Card, Chip, type Tone } from "../../parts";
import { phoneIn } from "../../parts/phone";
import { type AttentionRow, readAttention } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { t } from "./words";

const TOTAL = "total:";

type Kind = "device" | "conflict" | "silent" | "never" | "late" | "skew";

/** What waits for the host first; what only informs last. */
const KINDS: readonly Kind[] = ["device", "conflict", "silent", "never", "late", "skew"];
const TONES: Readonly<Record<Kind, Tone>> = {
  device: "next",
  conflict: "next",
  silent: "next",
  never: "now",
  late: "plain",
  skew: "plain",
};
const TOTALS = {
  device: "totalsDevice",
  conflict: "totalsConflict",
  silent: "totalsSilent",
  never: "totalsNever",
  late: "totalsLate",
  skew: "totalsSkew",
} as const;

interface Wrong {
  readonly totals: ReadonlyMap<Kind, number>;
  readonly rows: readonly AttentionRow[];
}

/** Totals by kind (the server's, else counted) and rows: by kind, then the longest wait first. */
export function sortAttention(table: Table): Wrong {
  const totals = new Map<Kind, number>();
  const rows: AttentionRow[] = [];
  for (const row of table.rows.values()) {
    const read = readAttention(row);
    const isTotal = read.kind.startsWith(TOTAL);
    const kind = (isTotal ? read.kind.slice(TOTAL.length) : read.kind) as Kind;
    if (!KINDS.includes(kind)) continue;
    if (isTotal) totals.set(kind, read.count);
    else rows.push(read);
  }
  const rank = (row: AttentionRow) => KINDS.indexOf(row.kind as Kind);
  rows.sort((a, b) => rank(a) - rank(b) || a.sinceMs - b.sinceMs || a.node - b.node);
  return { totals, rows };
}

export function Attention({ table, pointsPath }: { table: Table | null; pointsPath: string }) {
  const wrong = table?.position ? sortAttention(table) : null;
  const all = wrong ? [...wrong.totals.values()].reduce((sum, n) => sum + n, 0) : 0;
  return (
    <Card class="control-attention">
      <div class="control-title">
        <h2 class="heading">{t("attention")}</h2>
        <span class="small soft">{wrong ? count(all) : "…"}</span>
      </div>
      {!wrong && <p class="control-none soft small">{t("waiting")}</p>}
      {wrong && wrong.rows.length === 0 && all === 0 && (
        <div class="control-none">
          <b>
            <span aria-hidden="true">✓ </span>
            {t("allWell")}
          </b>
          <span class="soft small">{t("allWellHow")}</span>
        </div>
      )}
      {wrong && all > 0 && (
        <ul class="control-totals">
          {KINDS.filter((kind) => (wrong.totals.get(kind) ?? 0) > 0).map((kind) => (
            <li key={kind}>
              <Total kind={kind} n={wrong.totals.get(kind) ?? 0} pointsPath={pointsPath} />
            </li>
          ))}
        </ul>
      )}
      <ul class="control-scroll" aria-label={t("attention")}>
        {wrong?.rows.map((row) => (
          <Line key={row.key} row={row} pointsPath={pointsPath} />
        ))}
      </ul>
    </Card>
  );
}

/** A total; of points that do not answer it leads to the list of exactly those. */
function Total({ kind, n, pointsPath }: { kind: Kind; n: number; pointsPath: string }) {
  const chip = <Chip tone={TONES[kind]}>{t(TOTALS[kind], { n: count(n) })}</Chip>;
  if (kind !== "never" && kind !== "silent") return chip;
  return <a href={`${pointsPath}?state=${kind}`}>{chip}</a>;
}

function Line({ row, pointsPath }: { row: AttentionRow; pointsPath: string }) {
  const kind = row.kind as Kind;
  const phone = kind === "never" || kind === "silent" ? phoneIn(row.contact) : null;
  const said = [trouble(row), row.contact];
  const name = row.name || "–";
  const act = kind === "device" ? t("review") : t("see");
  const href = `${pointsPath}?q=${encodeURIComponent(row.name)}&point=${row.node}`;
  return (
    <li class="control-row">
      <span class="control-mark" data-tone={TONES[kind]} aria-hidden="true" />
      <div class="control-said">
        <b>{name}</b>
        <span class="small soft">{said.filter(Boolean).join(" · ")}</span>
      </div>
      <span class="control-row-acts">
        {phone && (
          <a class="button" href={`tel:${phone}`} aria-label={t("callWho", { name: row.contact, phone })}>
            {t("call")}
          </a>
        )}
        {row.node >= 0 && (
          <a class="button" href={href} aria-label={t("seeWhich", { act, name })}>
            {act}
          </a>
        )}
      </span>
    </li>
  );
}

/** What is wrong with it, in words, with its figure. */
function trouble({ kind, count: n, sinceMs }: AttentionRow): string {
  const age = span(serverNowMs() - sinceMs);
  switch (kind as Kind) {
    case "never":
      return t("kindsNever");
    case "silent":
      return t("kindsSilent", { age });
    case "device":
      return t("kindsDevice", { age });
    case "conflict":
      return t("kindsConflict", { n: count(n) });
    case "late":
      return t("kindsLate", { n: count(n) });
    case "skew":
      return t("kindsSkew", { span: span(Math.abs(n)) });
  }
}
