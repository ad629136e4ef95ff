/**
 * The room's people as the operator sees them: the server's rows, with what was asked but not yet answered laid over
 * them; filtered, searched, in the order of given names. Pure: it sends nothing.
 */
import { compareNames } from "../../i18n/formats";
import { fragments, type Match, match } from "../../parts/search";
import { type RosterRow, readRoster, Status } from "../../tables/rows";
import type { Table } from "../../tables/table";
import type { Deed } from "./deeds";

export interface Person extends RosterRow {
  /** Something about this person waits for its outcome. */
  readonly pending: boolean;
  /** The row as the server has it. */
  readonly server: RosterRow;
}

export type Filter = "all" | "missing" | "present" | "others";
export const FILTERS: readonly Filter[] = ["all", "missing", "present", "others"];

export interface Found {
  readonly person: Person;
  readonly marks: Match["marks"];
}

/** Everybody of the room in the order of names; undone walk-ins are left out. */
export function peopleOf(table: Table, deeds: ReadonlyMap<number, Deed>): Person[] {
  const people: Person[] = [];
  for (const row of table.rows.values()) {
    const read = readRoster(row);
    if (read.status !== Status.UNDONE) people.push(laidOver(read, deeds.get(read.person)));
  }
  return people.sort((a, b) => compareNames(a.name, b.name) || a.person - b.person);
}

/** A deed counts for the eye until the row it was made on has changed. */
function laidOver(row: RosterRow, deed: Deed | undefined): Person {
  const seen = { ...row, server: row, pending: false };
  if (!deed || deed.stage === "refused" || !isAsBefore(row, deed.before)) return seen;
  const pending = deed.stage === "pending";
  switch (deed.kind) {
    case "in":
      return { ...seen, pending, status: Status.PRESENT, atMs: deed.atMs, lastCommand: deed.id };
    case "out":
      return { ...seen, pending, status: Status.LEFT, lastCommand: deed.id };
    case "excuse":
      return { ...seen, pending, status: Status.EXCUSED };
    case "withdraw":
      return { ...seen, pending, status: Status.EXPECTED };
    default:
      return { ...seen, pending };
  }
}

function isAsBefore(row: RosterRow, before: RosterRow | null): boolean {
  return (
    before !== null &&
    row.status === before.status &&
    row.atMs === before.atMs &&
    String(row.lastCommand) === String(before.lastCommand)
  );
}

export const isHere = (person: RosterRow) =>
  person.status === Status.PRESENT || person.status === Status.CONFLICT;

export function isIn(filter: Filter, person: Person): boolean {
  switch (filter) {
    case "all":
      return true;
    case "missing":
      return person.status === Status.EXPECTED;
    case "present":
      return isHere(person);
    case "others":
      return person.status !== Status.EXPECTED && !isHere(person);
  }
}

/**
 * Who answers `query` under `filter`: best match first, then who is still missing, then by name. Posts and units are
 * looked at only when no name answers.
 */
export function find(people: readonly Person[], query: string, filter: Filter): Found[] {
  const parts = fragments(query);
  const shown = people.filter((person) => isIn(filter, person));
  if (parts.length === 0) return shown.map((person) => ({ person, marks: [] }));
  const found: (Found & { rank: number; order: number })[] = [];
  shown.forEach((person, order) => {
    const hit = hitOf(person, parts);
    if (hit) found.push({ person, marks: hit.marks, rank: hit.rank * 2 + (isHere(person) ? 1 : 0), order });
  });
  const byName = found.filter(({ rank }) => rank < BY_WORDS * 2);
  return (byName.length > 0 ? byName : found).sort((a, b) => a.rank - b.rank || a.order - b.order);
}

/** Ranks from here on are matches outside the name. */
const BY_WORDS = 3;

/** By name; else by the last characters of the code; else by name, post and unit together. */
function hitOf(person: Person, parts: readonly string[]): Match | null {
  const byName = match(parts, person.name);
  if (byName) return byName;
  const code = parts.join("");
  if (person.code && /\d/.test(code) && person.code.toLowerCase().endsWith(code))
    return { rank: 0, marks: [] };
  const words = match(parts, `${person.name} ${person.post} ${person.unit}`);
  return (
    words && { rank: BY_WORDS + words.rank, marks: words.marks.filter(([, to]) => to <= person.name.length) }
  );
}

export interface Counts {
  readonly all: number;
  readonly missing: number;
  readonly present: number;
  readonly others: number;
}

export function countsOf(people: readonly Person[]): Counts {
  const count = (filter: Filter) => people.filter((person) => isIn(filter, person)).length;
  return {
    all: people.length,
    missing: count("missing"),
    present: count("present"),
    others: count("others"),
  };
}

/** "tran  van b" -> "Tran Van B": what was typed, as the beginning of a walk-in's name. */
export const asName = (query: string): string =>
  query
    .trim()
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
