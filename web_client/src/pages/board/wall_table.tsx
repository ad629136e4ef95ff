/** The units of one turn of the wall. */
import { count } from "../../i18n/formats";
import { share } from "../../parts/figures";
import { Moving } from "../../parts/moving";
import { type BoardRow, NodeKind, type PresenceRow } from "../../tables/rows";
import type { BoardFacts } from "./board_view";
import { countedOf, isOver, pointState } from "./counted";
import { t } from "./words";

interface WallTableProps extends Omit<BoardFacts, "presence"> {
  rows: readonly BoardRow[];
  presence: ReadonlyMap<number, PresenceRow>;
}

export function WallTable({ rows, presence, roll, session }: WallTableProps) {
  const over = isOver(session);
  const isPoints = rows.every((row) => row.kind === NodeKind.POINT);
  return (
    <table class="wall-table">
      <colgroup>
        <col />
        {!isPoints && roll === "place" && <col class="wall-col-points" />}
        <col class="wall-col-here" />
        <col class="wall-col-rate" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{isPoints ? t("point") : t("unit")}</th>
          {!isPoints && roll === "place" && <th scope="col">{t("reportingShort")}</th>}
          <th scope="col">{over ? t("everShort") : t("hereShort")}</th>
          <th scope="col">{t("rateShort")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line
            key={row.node}
            row={row}
            roll={roll}
            over={over}
            isPoints={isPoints}
            presence={presence.get(row.node)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface LineProps {
  row: BoardRow;
  roll: BoardFacts["roll"];
  over: boolean;
  isPoints: boolean;
  presence: PresenceRow | undefined;
}

function Line({ row, roll, over, isPoints, presence }: LineProps) {
  const counted = countedOf(row, roll, over);
  const share_ = counted.summoned > 0 ? Math.min(100, (counted.present / counted.summoned) * 100) : 0;
  return (
    <tr>
      <th scope="row">
        <div class="wall-name">
          <span>{row.name}</span>
          <Marks row={row} presence={presence} />
        </div>
      </th>
      {!isPoints && roll === "place" && (
        <td>
          {count(row.place.reporting)}/{count(row.place.points)}
        </td>
      )}
      <td>
        <Moving value={counted.present}>{count(counted.present)}</Moving>
      </td>
      <td>
        <div class="wall-rate">
          <span class="meter" aria-hidden="true">
            <span style={{ width: `${share_}%` }} />
          </span>
          <b>{share(counted.present, counted.summoned)}</b>
        </div>
      </td>
    </tr>
  );
}

function Marks({ row, presence }: { row: BoardRow; presence: PresenceRow | undefined }) {
  if (!presence || row.place.points === 0) return null;
  if (row.kind === NodeKind.POINT) {
    const state = pointState(presence);
    if (state === "silent") return <span class="wall-silent">◆ {t("silentOne")}</span>;
    return state === "never" ? <span class="wall-never">■ {t("neverOne")}</span> : null;
  }
  return (
    <>
      {presence.silent > 0 && (
        <span class="wall-silent">◆ {t("silentShort", { n: count(presence.silent) })}</span>
      )}
      {presence.never > 0 && <span class="wall-never">■ {t("never", { n: count(presence.never) })}</span>}
    </>
  );
}
