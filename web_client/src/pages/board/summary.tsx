/** The unit's own figures: the share, and everything that is no part of it, apart and labelled. */

import { serverNowMs } from "../../clock";
import { age, count, span } from "../../i18n/formats";
import { Card, Chip, Meter } from "../../parts";
import { share } from "../../parts/figures";
import { Moving } from "../../parts/moving";
import { PointChip } from "../../parts/states";
import { type BoardRow, NodeKind, type PresenceRow } from "../../tables/rows";
import { ageMs, type Connection } from "../../wire/socket";
import type { BoardFacts } from "./board_view";
import { countedOf, isOver, pointState } from "./counted";
import { t } from "./words";

interface SummaryProps extends BoardFacts {
  self: BoardRow;
}

export function Summary(props: Omit<SummaryProps, "presence"> & { presence: PresenceRow | undefined }) {
  const { self, roll, session, connection, presence, board } = props;
  const over = isOver(session);
  const counted = countedOf(self, roll, over);
  const heading = `${roll === "place" ? t("byPlace") : t("byBelonging")} · ${over ? t("everOfSummoned") : t("hereOfSummoned")}`;
  const said = `${count(counted.present)} / ${count(counted.summoned)} · ${share(counted.present, counted.summoned)}`;
  return (
    <Card pad class="board-summary">
      <div class="board-main">
        <h2 class="heading">{heading}</h2>
        <p class="board-big">
          <b>
            <Moving value={counted.present}>{count(counted.present)}</Moving>
          </b>
          <span class="soft"> / {count(counted.summoned)}</span>
          <span class="board-share">{share(counted.present, counted.summoned)}</span>
        </p>
        <Meter part={counted.present} whole={counted.summoned} label={`${heading}: ${said}`} />
        <p class="small soft">{roll === "place" ? t("byPlaceMeans") : t("byBelongingMeans")}</p>
        <Fresh
          self={self}
          connection={connection}
          presence={presence}
          isPoint={board?.children.length === 0}
        />
        <p class="small soft">{over ? t("finalLive") : t("notFrozen")}</p>
      </div>
      <dl class="board-apart">
        {!over && <Figure label={t("ever")} n={counted.ever} />}
        <Figure label={t("missing")} n={counted.missing} />
        {roll === "place" && <Figure label={t("away")} n={self.place.away} />}
        <Figure label={t("excused")} n={counted.excused} />
        <Figure label={t("exempt")} n={counted.exempt} note={t("exemptNote")} />
        {roll === "place" && <Figure label={t("walkIns")} n={self.place.walkIns} note={t("apartNote")} />}
        {roll === "place" && <Figure label={t("guests")} n={self.place.guests} note={t("apartNote")} />}
        {roll === "place" && <Figure label={t("headCount")} n={self.place.headCount} note={t("apartNote")} />}
      </dl>
    </Card>
  );
}

function Figure({ label, n, note }: { label: string; n: number; note?: string }) {
  return (
    <div class="board-figure">
      <dt class="soft small">{label}</dt>
      <dd>
        <b>
          <Moving value={n}>{count(n)}</Moving>
        </b>
        {note && <span class="unseen"> {note}</span>}
      </dd>
    </div>
  );
}

interface FreshProps {
  self: BoardRow;
  connection: Connection;
  presence: PresenceRow | undefined;
  isPoint: boolean;
}

/** How fresh, how many points report, who is silent. */
function Fresh({ self, connection, presence, isPoint }: FreshProps) {
  const state = isPoint && self.kind === NodeKind.SELF ? pointState(presence) : null;
  const asOf = ageMs(connection);
  return (
    <p class="board-fresh small">
      <span>{t("reporting", { n: count(self.place.reporting), m: count(self.place.points) })}</span>
      <span class="soft">{t("asOf", { age: age(asOf) })}</span>
      {state && self.place.points === 1 && <PointChip state={state} />}
      {state && presence && presence.lastHeardMs > 0 && (
        <span class="soft">{t("heard", { age: span(serverNowMs() - presence.lastHeardMs) })}</span>
      )}
      {!state && presence && presence.silent > 0 && (
        <Chip tone="next">{t("silent", { n: count(presence.silent) })}</Chip>
      )}
      {!state && presence && presence.never > 0 && (
        <Chip tone="now">{t("never", { n: count(presence.never) })}</Chip>
      )}
    </p>
  );
}
