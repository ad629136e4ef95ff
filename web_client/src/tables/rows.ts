/**
 * The columns of every topic, by name (server/core/rows.py). Readers turn one wire row into one plain object;
 * the order of fields is the contract, so it stands here once.
 */
import type { Row } from "../wire/frames";
import type { Table } from "./table";

export * from "./talk";

export const ConferenceState = { DRAFT: 0, LAUNCHED: 1, LIVE: 2, CLOSED: 3 } as const;
export const SessionState = { PLANNED: 0, OPEN: 1, CLOSED: 2 } as const;
export const DeviceState = { ACTIVE: 0, WAITING: 1, REVOKED: 2 } as const;
export const NodeKind = { SELF: 0, UNIT: 1, POINT: 2 } as const;
export const Status = {
  EXPECTED: 0,
  PRESENT: 1,
  LEFT: 2,
  ELSEWHERE: 3,
  EXCUSED: 4,
  EXEMPT: 5,
  CONFLICT: 6,
  UNDONE: 7,
} as const;

export interface SessionRow {
  readonly number: number;
  readonly name: string;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly state: number;
  readonly openedMs: number;
  readonly closedMs: number;
  /** So much time online counts as present in it. */
  readonly neededMs: number;
}

export interface ConferenceRow {
  readonly title: string;
  readonly state: number;
  readonly sessions: readonly SessionRow[];
  readonly units: number;
  readonly points: number;
  readonly people: number;
  readonly stagedPeople: number;
  readonly zone: string;
  /** Of a session's length: so much time online counts as present. */
  readonly onlinePercent: number;
}

export function readConference(table: Table): ConferenceRow | null {
  const row = table.rows.get(0) as unknown as
    | [
        number,
        string,
        number,
        [string, number, number, number, number, number, number][],
        number,
        number,
        number,
        number,
        string,
        number,
      ]
    | undefined;
  if (!row) return null;
  const [, title, state, sessions, units, points, people, stagedPeople, zone, onlinePercent] = row;
  return {
    title,
    state,
    sessions: sessions.map(
      ([name, startsMs, endsMs, sessionState, openedMs, closedMs, neededMs], number) => ({
        number,
        name,
        startsMs,
        endsMs,
        state: sessionState,
        openedMs,
        closedMs,
        neededMs,
      }),
    ),
    units,
    points,
    people,
    stagedPeople,
    zone,
    onlinePercent,
  };
}

/** The session a page is about: the one that is open, else the next planned, else the last closed. */
export function runningSession(conference: ConferenceRow): SessionRow | null {
  const open = conference.sessions.findLast((s) => s.state === SessionState.OPEN);
  return (
    open ??
    conference.sessions.find((s) => s.state === SessionState.PLANNED) ??
    conference.sessions.at(-1) ??
    null
  );
}

/** Figures by place: of the points under a node. */
export interface PlaceFigures {
  readonly summoned: number;
  /** Summoned under the node and there now. */
  readonly hereOwn: number;
  /** There now, but summoned elsewhere. */
  readonly guests: number;
  readonly everOwn: number;
  /** Summoned here, present elsewhere only. */
  readonly away: number;
  readonly excused: number;
  readonly exempt: number;
  readonly walkIns: number;
  readonly headCount: number;
  readonly points: number;
  readonly reporting: number;
  /** Summoned here and present online (part of `away`, or of `everOwn` at the conference's own node). */
  readonly online: number;
}

/** Figures by belonging: of the people of the units under a node. */
export interface BelongingFigures {
  readonly summoned: number;
  readonly here: number;
  readonly ever: number;
  readonly excused: number;
  readonly exempt: number;
}

export interface BoardRow {
  readonly node: number;
  readonly kind: number;
  readonly code: string;
  readonly name: string;
  readonly place: PlaceFigures;
  readonly belonging: BelongingFigures;
  readonly carrier: number;
}

export function readBoard(row: Row): BoardRow {
  const [node, kind, code, name, p, b, carrier] = row as unknown as [
    number,
    number,
    string,
    string,
    number[],
    number[],
    number,
  ];
  const place = (n: number) => p[n] ?? 0;
  const belonging = (n: number) => b[n] ?? 0;
  return {
    node,
    kind,
    code,
    name,
    place: {
      summoned: place(0),
      hereOwn: place(1),
      guests: place(2),
      everOwn: place(3),
      away: place(4),
      excused: place(5),
      exempt: place(6),
      walkIns: place(7),
      headCount: place(8),
      points: place(9),
      reporting: place(10),
      online: place(11),
    },
    belonging: {
      summoned: belonging(0),
      here: belonging(1),
      ever: belonging(2),
      excused: belonging(3),
      exempt: belonging(4),
    },
    carrier,
  };
}

/** Summoned and neither seen anywhere nor excused. */
export const missing = (p: PlaceFigures) => Math.max(0, p.summoned - p.everOwn - p.away - p.excused);

export interface RosterRow {
  readonly person: number;
  /** The last four characters of the person's code. */
  readonly code: string;
  readonly name: string;
  readonly post: string;
  readonly unit: string;
  readonly status: number;
  /** First check-in, corrected; 0 when there is none. */
  readonly atMs: number;
  readonly nowPoint: number;
  readonly nowPlace: string;
  /** Present online: `status` is ELSEWHERE and the place is the conference itself. */
  readonly online: boolean;
  readonly device: string;
  /** The last command about the person, which may be undone; null when there is none. */
  readonly lastCommand: Uint8Array | null;
  readonly isWalkIn: boolean;
  readonly reason: string;
}

export function readRoster(row: Row): RosterRow {
  const r = row as unknown as [
    number,
    string,
    string,
    string,
    string,
    number,
    number,
    number,
    string,
    string,
    Uint8Array | null,
    boolean,
    string,
  ];
  const last = r[10];
  return {
    person: r[0],
    code: r[1],
    name: r[2],
    post: r[3],
    unit: r[4],
    status: r[5],
    atMs: r[6] ?? 0,
    nowPoint: r[7],
    nowPlace: r[8],
    online: r[7] === 0,
    device: r[9],
    lastCommand: last instanceof Uint8Array && last.length > 0 ? last : null,
    isWalkIn: Boolean(r[11]),
    reason: r[12] ?? "",
  };
}

export interface LatestRow {
  readonly seq: number;
  readonly atMs: number;
  readonly name: string;
  readonly place: string;
  /** 0 in, 1 out, 2 walk-in, 3 undone. */
  readonly kind: number;
}

export function readLatest(row: Row): LatestRow {
  const [seq, atMs, name, place, kind] = row as unknown as [number, number, string, string, number];
  return { seq, atMs, name, place, kind };
}

export interface AttentionRow {
  readonly key: string;
  readonly kind: string;
  readonly node: number;
  readonly name: string;
  readonly contact: string;
  readonly sinceMs: number;
  readonly count: number;
}

export function readAttention(row: Row): AttentionRow {
  const [key, kind, node, name, contact, sinceMs, count] = row as unknown as [
    string,
    string,
    number,
    string,
    string,
    number,
    number,
  ];
  return { key, kind, node, name, contact, sinceMs, count };
}

export interface DeviceRow {
  readonly device: string;
  readonly label: string;
  readonly state: number;
  readonly enrolledMs: number;
  readonly linked: boolean;
}

export function readDevice(row: Row): DeviceRow {
  const [device, label, state, enrolledMs, linked] = row as unknown as [
    string,
    string,
    number,
    number,
    boolean,
  ];
  return { device, label, state, enrolledMs, linked };
}

export interface PresenceRow {
  readonly node: number;
  readonly points: number;
  readonly linked: number;
  readonly silent: number;
  readonly never: number;
  readonly lastHeardMs: number;
}

export function readPresence(row: Row): PresenceRow {
  const [node, points, linked, silent, never, lastHeardMs] = row as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { node, points, linked, silent, never, lastHeardMs };
}
