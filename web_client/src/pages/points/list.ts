/** What the points page asks the server for, and what it gets. Pure. */
import { POINT_STATES, type PointState } from "../../parts/states";

export type Filter = "all" | PointState;
export const FILTERS: readonly Filter[] = ["all", ...POINT_STATES];

/** Rows a page has (server/edge/points.py). */
export const PAGE_ROWS = 50;
/** Sheets in one print (server/edge/points.py). */
export const MOST_SHEETS = 500;
const MOST_CHARS = 100;

export interface Asked {
  readonly q: string;
  readonly state: Filter;
  readonly page: number;
}

export interface PointRow {
  readonly node: number;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly carrier: number;
  readonly state: PointState;
  readonly last_heard_ms: number;
  readonly summoned: number;
  readonly present: number;
  /** [chair, phone, operators]; empty where the roster has none. */
  readonly contact: readonly string[];
  readonly devices: number;
}

export interface PointList {
  readonly total: number;
  readonly rows: readonly PointRow[];
}

export function readAsked(query: URLSearchParams): Asked {
  const state = FILTERS.find((filter) => filter === query.get("state")) ?? "all";
  const page = Number(query.get("page") ?? 0);
  return {
    q: (query.get("q") ?? "").slice(0, MOST_CHARS),
    state,
    page: Number.isInteger(page) && page > 0 ? page : 0,
  };
}

/** The same as a query, without what is as always: "" for the plain list. */
export function queryOf(asked: Asked, point: number | null = null): string {
  const query = new URLSearchParams();
  if (asked.q.trim()) query.set("q", asked.q.trim().slice(0, MOST_CHARS));
  if (asked.state !== "all") query.set("state", asked.state);
  if (asked.page > 0) query.set("page", String(asked.page));
  if (point !== null) query.set("point", String(point));
  const text = query.toString();
  return text && `?${text}`;
}

/** "1", "50" of page 0; the last page ends where the list ends. */
export function span(page: number, total: number): [from: number, to: number] {
  return [Math.min(total, page * PAGE_ROWS + 1), Math.min(total, (page + 1) * PAGE_ROWS)];
}

export const lastPage = (total: number): number => Math.max(0, Math.ceil(total / PAGE_ROWS) - 1);
