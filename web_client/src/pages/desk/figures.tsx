/** The room's figures, as the server counts them: from the board's row of this point. */
import { count } from "../../i18n/formats";
import { Card, Meter } from "../../parts";
import { missing, type PlaceFigures, readBoard } from "../../tables/rows";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

export function useFigures(connection: Connection, node: number, session: number): PlaceFigures | null {
  const board = useTable(connection, `board/${node}/${session}`);
  const row = board?.rows.get(node);
  return row ? readBoard(row).place : null;
}

interface FiguresProps {
  figures: PlaceFigures;
  /** Check-ins made here that the figures do not hold yet. */
  unsent: number;
}

export function Figures({ figures: f, unsent }: FiguresProps) {
  const more: [label: string, n: number][] = [
    [t("excusedCount"), f.excused],
    [t("exemptCount"), f.exempt],
    [t("elsewhereCount"), f.away],
    [t("walkInCount"), f.walkIns],
    [t("guests"), f.guests],
    [t("headCount"), f.headCount],
  ];
  return (
    <Card pad class="figures">
      <div class="figures-top">
        <div>
          <h2 class="heading">{t("hereOfSummoned")}</h2>
          <p class="figure">
            {count(f.hereOwn)}
            <span class="figure-of"> / {count(f.summoned)}</span>
          </p>
        </div>
        <div class="figures-missing">
          <h2 class="heading">{t("missingCount")}</h2>
          <p class="figure-second">{count(missing(f))}</p>
        </div>
      </div>
      <Meter
        part={f.hereOwn}
        whole={f.summoned}
        label={t("hereWords", { here: count(f.hereOwn), summoned: count(f.summoned) })}
      />
      {unsent > 0 && <p class="small figures-unsent">◆ {t("unsent", { n: count(unsent) })}</p>}
      <dl class="figures-more small">
        {more
          .filter(([, n], row) => n > 0 || row === 0)
          .map(([label, n]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{count(n)}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}
