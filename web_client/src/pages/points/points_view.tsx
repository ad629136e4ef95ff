/** Search, filters with counts, the table, and the panel of one point. */
import { useState } from "preact/hooks";
import { secondMs } from "../../clock";
import { age, count } from "../../i18n/formats";
import { Bar, Button, Empty, Field, OfflineBar } from "../../parts";
import type { Answer } from "../../parts/answer";
import { path, type Route } from "../../router";
import { type ConferenceRow, type PresenceRow, readPresence } from "../../tables/rows";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { type Asked, FILTERS, type Filter, lastPage, type PointList, span } from "./list";
import { Panel } from "./panel";
import { PointsTable } from "./points_table";
import { PrintDialog, type SheetList } from "./print_dialog";
import { t } from "./words";

interface PointsViewProps {
  connection: Connection;
  conference: ConferenceRow | null;
  route: Route;
  base: string;
  asked: Asked;
  onAsk: (asked: Asked) => void;
  list: Answer<PointList>;
  point: number | null;
  onOpen: (point: number | null) => void;
  onPrint: (sheets: SheetList) => void;
}

const ROOT = 0;

export function PointsView(props: PointsViewProps) {
  const { connection, conference, route, asked, onAsk, list, point, onOpen } = props;
  const [printing, setPrinting] = useState(false);
  const presence = useTable(connection, `presence/${ROOT}`);
  const root = presence?.rows.get(ROOT);
  const counts = root ? readPresence(root) : null;
  const rows = list.value?.rows ?? [];
  const total = list.value?.total ?? 0;
  const opened = rows.find((row) => row.node === point) ?? null;
  return (
    <div class="points">
      <Bar place={t("page")} conference={conference?.title} connection={connection}>
        <Button onClick={() => setPrinting(true)} disabled={!conference || conference.points === 0}>
          {t("printUnit")}
        </Button>
        <a class="button" href={path("control", route.conference, route.grant)}>
          {t("control")}
        </a>
      </Bar>
      <OfflineBar connection={connection} />
      <Stale list={list} live={connection.link.value.live} />
      <div class="points-body" data-panel={opened !== null}>
        <main class="points-main">
          <div class="points-search">
            <Field
              label={t("search")}
              hint={t("searchHint")}
              type="search"
              autofocus={
                point === null && innerWidth > 700 /* a phone would cover the list with its keyboard */
              }
              maxLength={100}
              value={asked.q}
              onInput={(event) => onAsk({ ...asked, q: event.currentTarget.value, page: 0 })}
            />
            <Filters asked={asked} counts={counts} onAsk={onAsk} />
          </div>
          {list.value === null ? (
            <p class="soft points-note" aria-busy="true">
              {t("loading")}
            </p>
          ) : total === 0 ? (
            <Nothing {...props} />
          ) : (
            <>
              <PointsTable rows={rows} opened={point} onOpen={onOpen} />
              <Pages asked={asked} total={total} onAsk={onAsk} />
            </>
          )}
        </main>
        {opened && (
          <Panel
            key={opened.node}
            row={opened}
            connection={connection}
            base={props.base}
            onClose={() => onOpen(null)}
            onPrint={props.onPrint}
          />
        )}
      </div>
      {printing && conference && (
        <PrintDialog
          connection={connection}
          base={props.base}
          asked={asked}
          found={total}
          onClose={() => setPrinting(false)}
          onReady={props.onPrint}
        />
      )}
    </div>
  );
}

/** The list comes by another way than the link: it says its own age when it cannot be had. */
function Stale({ list, live }: { list: Answer<PointList>; live: boolean }) {
  if (!list.error || !live) return null;
  const since = list.heardMs > 0 ? age(Math.max(0, secondMs.value - list.heardMs)) : "–";
  return (
    <div class="offline small" role="status">
      <span aria-hidden="true">◆</span> {t("stale", { age: since })}
    </div>
  );
}

const WORDS = {
  all: "statesAll",
  linked: "statesLinked",
  silent: "statesSilent",
  never: "statesNever",
} as const;

function Filters({
  asked,
  counts,
  onAsk,
}: {
  asked: Asked;
  counts: PresenceRow | null;
  onAsk: (asked: Asked) => void;
}) {
  const n = (filter: Filter) => (counts ? count(filter === "all" ? counts.points : counts[filter]) : "…");
  return (
    <div class="points-filters" role="group" aria-label={t("filter")}>
      {FILTERS.map((filter) => (
        <button
          key={filter}
          type="button"
          aria-pressed={asked.state === filter}
          onClick={() => onAsk({ ...asked, state: filter, page: 0 })}
        >
          {t(WORDS[filter])} <span class="points-filter-count">{n(filter)}</span>
        </button>
      ))}
    </div>
  );
}

function Pages({ asked, total, onAsk }: { asked: Asked; total: number; onAsk: (asked: Asked) => void }) {
  const [from, to] = span(asked.page, total);
  const values = { from: count(from), to: count(to), total: count(total) };
  const turn = (by: number) => {
    onAsk({ ...asked, page: asked.page + by });
    scrollTo(0, 0);
  };
  return (
    <nav class="points-pages" aria-label={t("pages")}>
      <span class="soft small grow" role="status">
        {t("page_", values)}
      </span>
      {lastPage(total) > 0 && (
        <>
          <Button disabled={asked.page === 0} onClick={() => turn(-1)}>
            {t("prev")}
          </Button>
          <Button disabled={asked.page >= lastPage(total)} onClick={() => turn(1)}>
            {t("next")}
          </Button>
        </>
      )}
    </nav>
  );
}

function Nothing({ conference, route, asked, onAsk }: PointsViewProps) {
  if (conference?.points === 0)
    return (
      <Empty
        title={t("emptyTitle")}
        action={
          <a class="button" data-tone="primary" href={path("control", route.conference, route.grant)}>
            {t("emptyDo")}
          </a>
        }
      >
        {t("emptyHow")}
      </Empty>
    );
  if (asked.page > 0) return <Button onClick={() => onAsk({ ...asked, page: 0 })}>{t("prev")}</Button>;
  return (
    <Empty
      title={t("none")}
      action={<Button onClick={() => onAsk({ q: "", state: "all", page: 0 })}>{t("clear")}</Button>}
    >
      {t("noneHow")}
    </Empty>
  );
}
