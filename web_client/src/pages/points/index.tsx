/** The points: searched on the server, fifty at a time, asked again every two seconds while the page is looked at. */
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../../api";
import type { PageProps } from "../../app";
import { useAnswer } from "../../parts/answer";
import { Lone } from "../../parts/lone";
import { useTitle } from "../../parts/title";
import { connectionOf, useConference } from "../../wire/connections";
import { type Asked, type PointList, queryOf, readAsked } from "./list";
import { PointsView } from "./points_view";
import type { SheetList } from "./print_dialog";
import { Sheets } from "./sheets";
import { t } from "./words";
import "./points.css";

const EVERY_MS = 2_000;
const TYPING_MS = 200;

export default function PointsPage({ route }: PageProps) {
  const connection = connectionOf(route.conference, route.grant);
  const conference = useConference(connection);
  const [asked, ask] = useState<Asked>(() => readAsked(route.query));
  const [point, open] = useState<number | null>(() => readPoint(route.query));
  const [sheets, setSheets] = useState<SheetList | null>(null);
  const base = `/api/c/${route.conference}/${route.grant}`;
  const calm = useCalm(asked, TYPING_MS);
  const list = useAnswer<PointList>(sheets ? null : `${base}/points${queryOf(calm)}`, EVERY_MS);
  useTitle(t("page"), conference?.title);
  useEffect(() => history.replaceState(null, "", location.pathname + queryOf(asked, point)), [asked, point]);
  const refused = list.error instanceof ApiError && [401, 403, 404].includes(list.error.status);
  if (refused || connection.link.value.phase === "ended") return <Refused />;
  if (sheets && conference)
    return <Sheets list={sheets} conference={conference} onBack={() => setSheets(null)} />;
  return (
    <PointsView
      connection={connection}
      conference={conference}
      route={route}
      base={base}
      asked={asked}
      onAsk={ask}
      list={list}
      point={point}
      onOpen={open}
      onPrint={setSheets}
    />
  );
}

/** The latest value that has stood still for so long: a search is asked when the typing rests. */
function useCalm<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return calm;
}

function readPoint(query: URLSearchParams): number | null {
  const text = query.get("point");
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

function Refused() {
  return (
    <Lone title={t("refusedTitle")} home={t("signIn")}>
      {t("refusedHow")}
    </Lone>
  );
}
