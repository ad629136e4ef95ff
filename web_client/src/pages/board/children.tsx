/** The units or points below: a table to read, to search and to go down by. Never more rows than one reads. */
import { useState } from "preact/hooks";
import { count } from "../../i18n/formats";
import { Card, Chip, Field, fragments, match } from "../../parts";
import { share } from "../../parts/figures";
import { Moving } from "../../parts/moving";
import { PointChip } from "../../parts/states";
import { type BoardRow, NodeKind, type PresenceRow } from "../../tables/rows";
import type { BoardFacts } from "./board_view";
import { addressOf } from "./choices";
import { countedOf, inOrder, isOver, type Order, pointState } from "./counted";
import { t } from "./words";

/** Rows on the page at once; a unit with more is searched. */
const MOST_ROWS = 200;
const SEARCH_FROM = 12;

interface ChildrenProps extends Omit<BoardFacts, "presence"> {
  presence: ReadonlyMap<number, PresenceRow>;
}

export function Children({ below, session, roll, route, presence }: ChildrenProps) {
  const [typed, setTyped] = useState("");
  const [order, setOrder] = useState<Order>("listed");
  const over = isOver(session);
  const all = below.rows;
  const above = [...route.rest, ...(below.unit ? [below.unit.node] : [])];
  const asked = fragments(typed);
  const found =
    asked.length === 0 ? all : all.filter((row) => match(asked, `${row.name} ${row.code}`) !== null);
  const rows = inOrder(found, order, roll, over).slice(0, MOST_ROWS);
  const isPoints = all[0]?.kind === NodeKind.POINT && all.every((row) => row.kind === NodeKind.POINT);
  return (
    <Card class="board-children">
      <div class="board-tools">
        <h2 class="heading">
          {below.unit && `${below.unit.name} · `}
          {isPoints ? t("pointsBelow") : t("units")} · {count(all.length)}
        </h2>
        {all.length >= SEARCH_FROM && (
          <div class="board-search">
            <Field
              label={t("search")}
              type="search"
              value={typed}
              placeholder={t("search")}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        )}
        <div class="board-choice" role="group" aria-label={t("sortBy")}>
          <OrderButton
            label={t("sortOrder")}
            chosen={order === "listed"}
            onChoose={() => setOrder("listed")}
          />
          <OrderButton label={t("sortLow")} chosen={order === "low"} onChoose={() => setOrder("low")} />
        </div>
      </div>
      <div class="table-scroll">
        <table class="table board-table" data-roll={roll}>
          <caption class="unseen">{t("table")}</caption>
          <Head roll={roll} over={over} />
          <tbody>
            {rows.map((row) => (
              <Line
                key={row.node}
                row={row}
                roll={roll}
                over={over}
                presence={presence.get(row.node)}
                href={addressOf(route, {}, [...above, row.node])}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <p class="board-none soft">{t("noMatch")}</p>}
      {found.length > rows.length && (
        <p class="board-none soft small">{t("shown", { n: count(rows.length), m: count(found.length) })}</p>
      )}
    </Card>
  );
}

function OrderButton({ label, chosen, onChoose }: { label: string; chosen: boolean; onChoose: () => void }) {
  return (
    <button type="button" aria-pressed={chosen} onClick={onChoose}>
      {label}
    </button>
  );
}

function Head({ roll, over }: { roll: BoardFacts["roll"]; over: boolean }) {
  const titles = [
    ...(roll === "place" ? [t("pointsReporting")] : []),
    over ? t("ever") : t("hereNow"),
    t("summoned"),
    t("rate"),
    t("missing"),
    t("excused"),
    ...(roll === "place" ? [t("walkIns"), t("headCountShort")] : [t("exempt")]),
  ];
  return (
    <thead>
      <tr>
        <th scope="col">{t("unit")}</th>
        {titles.map((title) => (
          <th key={title} scope="col" data-number>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface LineProps {
  row: BoardRow;
  roll: BoardFacts["roll"];
  over: boolean;
  presence: PresenceRow | undefined;
  href: string;
}

function Line({ row, roll, over, presence, href }: LineProps) {
  const counted = countedOf(row, roll, over);
  const { place } = row;
  return (
    <tr>
      <th scope="row">
        <a href={href}>{row.name}</a> <Marks row={row} presence={presence} />
      </th>
      {roll === "place" && (
        <td data-number>
          {count(place.reporting)}/{count(place.points)}
        </td>
      )}
      <td data-number>
        <b>
          <Moving value={counted.present}>{count(counted.present)}</Moving>
        </b>
      </td>
      <td data-number class="soft">
        {count(counted.summoned)}
      </td>
      <td data-number class="board-rate">
        <span class="meter" aria-hidden="true">
          <span
            style={{
              width: `${counted.summoned > 0 ? Math.min(100, (counted.present / counted.summoned) * 100) : 0}%`,
            }}
          />
        </span>
        <span class="board-rate-said">{share(counted.present, counted.summoned)}</span>
      </td>
      <td data-number>{count(counted.missing)}</td>
      <td data-number>{count(counted.excused)}</td>
      {roll === "place" ? (
        <>
          <td data-number>{count(place.walkIns)}</td>
          <td data-number>{count(place.headCount)}</td>
        </>
      ) : (
        <td data-number>{count(counted.exempt)}</td>
      )}
    </tr>
  );
}

/** What is wrong with the links below, in words; nothing when all is well. */
function Marks({ row, presence }: { row: BoardRow; presence: PresenceRow | undefined }) {
  if (!presence || row.place.points === 0) return null;
  if (row.kind === NodeKind.POINT) {
    const state = pointState(presence);
    return state && state !== "linked" ? <PointChip state={state} /> : null;
  }
  return (
    <>
      {presence.silent > 0 && <Chip tone="next">{t("silentShort", { n: count(presence.silent) })}</Chip>}{" "}
      {presence.never > 0 && <Chip tone="now">{t("never", { n: count(presence.never) })}</Chip>}
    </>
  );
}
