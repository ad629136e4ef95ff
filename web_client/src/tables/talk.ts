/**
 * The columns of the topics of speaking, asking and reading, by name (server/core/talk_rows.py): floor, questions,
 * papers, phones, me, programme. Imported through rows.ts.
 */
import { fromHex, type Row } from "../wire/frames";
import type { Table } from "./table";

// floor/<session>

/** How a place is linked: a room by its desk, a person online by her page. */
export const LinkState = { NEVER: 0, LINKED: 1, SILENT: 2 } as const;

export interface FloorRow {
  /** The place on air; "" when nobody is. */
  readonly onAir: string;
  readonly onAirName: string;
  /** Since when it is on air; 0 when nobody is. */
  readonly sinceMs: number;
  /** The place that is next: told to the host alone ("" to all others; the cued place hears it from STAGE). */
  readonly cue: string;
  readonly cueName: string;
  /** The place on air lost its link: it keeps the floor until then. 0: its link is well. */
  readonly graceUntilMs: number;
  /** Hands that are up, those not listed included. */
  readonly handCount: number;
}

export interface HandRow {
  readonly key: string;
  /** Hands are served in rising order: the place of the raising in the journal. */
  readonly order: number;
  readonly place: string;
  /** The room's name; a person's name is told to the host alone. */
  readonly name: string;
  readonly sinceMs: number;
  /** How often it had the floor in this session, and for how long; 0: it has not spoken yet. */
  readonly timesSpoken: number;
  readonly totalMs: number;
  /** A `LinkState`. */
  readonly link: number;
}

type Cells<T extends readonly unknown[]> = readonly [string | number, ...T];

export function readFloor(table: Table): FloorRow | null {
  const row = table.rows.get(0) as unknown as
    | Cells<[string, string, number, string, string, number, number]>
    | undefined;
  if (!row) return null;
  const [, onAir, onAirName, sinceMs, cue, cueName, graceUntilMs, handCount] = row;
  return { onAir, onAirName, sinceMs, cue, cueName, graceUntilMs, handCount };
}

/** The hands that are up, in the order they are served. */
export function readHands(table: Table): HandRow[] {
  const hands: HandRow[] = [];
  for (const [key, row] of table.rows) if (key !== 0) hands.push(readHand(row));
  return hands.sort((a, b) => a.order - b.order);
}

export function readHand(row: Row): HandRow {
  const [key, order, place, name, sinceMs, timesSpoken, totalMs, link] = row as unknown as readonly [
    string,
    number,
    string,
    string,
    number,
    number,
    number,
    number,
  ];
  return { key, order, place, name, sinceMs, timesSpoken, totalMs, link };
}

// questions/<session>

export const QuestionState = {
  ASKED: 0,
  APPROVED: 1,
  ON_SCREEN: 2,
  ANSWERED: 3,
  IN_WRITING: 4,
  DECLINED: 5,
  MERGED: 6,
} as const;

export interface QuestionRow {
  /** The id in hex: the key. */
  readonly key: string;
  /** The same as bytes, for commands. */
  readonly question: Uint8Array;
  /** A `QuestionState`. */
  readonly state: number;
  readonly atMs: number;
  readonly place: string;
  /** The room's name; "" for a person online, but to the host and herself. */
  readonly placeName: string;
  /** Told to the host and to who asked; "" to others, and when the room asks. */
  readonly asker: string;
  readonly text: string;
  readonly votes: number;
  /** The answer in writing, or the reason for declining. */
  readonly answer: string;
  /** What the device that took it for editing is called; "" when nobody has. */
  readonly claimedBy: string;
  /** The question it was merged into, in hex; "". */
  readonly mergedInto: string;
  /** When it was answered, aloud or in writing; 0. */
  readonly answeredMs: number;
  /** Asked by this phone's person, or by a room of this desk. */
  readonly mine: boolean;
  /** The device that took it for editing, in hex; "". Compare with WELCOME's. */
  readonly claimDevice: string;
  /** Since when it has it; 0. */
  readonly claimedMs: number;
}

export function readQuestion(row: Row): QuestionRow {
  const [
    key,
    state,
    atMs,
    place,
    placeName,
    asker,
    text,
    votes,
    answer,
    claimedBy,
    mergedInto,
    answeredMs,
    mine,
    claimDevice,
    claimedMs,
  ] = row as unknown as readonly [
    string,
    number,
    number,
    string,
    string,
    string,
    string,
    number,
    string,
    string,
    string,
    number,
    boolean,
    string,
    number,
  ];
  const question = fromHex(key);
  return {
    key,
    question,
    state,
    atMs,
    place,
    placeName,
    asker,
    text,
    votes,
    answer,
    claimedBy,
    mergedInto,
    answeredMs,
    mine,
    claimDevice,
    claimedMs,
  };
}

// papers, opened/<paper>

export interface PaperRow {
  /** The id in hex: the key. */
  readonly key: string;
  readonly paper: Uint8Array;
  readonly title: string;
  readonly sizeBytes: number;
  /** False: "not to be shared": opened inside the rooms only. */
  readonly shared: boolean;
  readonly addedMs: number;
  /** Devices that opened it. */
  readonly opened: number;
  readonly fileName: string;
}

export function readPaper(row: Row): PaperRow {
  const [key, title, sizeBytes, shared, addedMs, opened, fileName] = row as unknown as readonly [
    string,
    string,
    number,
    boolean,
    number,
    number,
    string,
  ];
  return { key, paper: fromHex(key), title, sizeBytes, shared, addedMs, opened, fileName };
}

export interface OpenedRow {
  /** The point; 0: online. */
  readonly node: number;
  readonly name: string;
  readonly count: number;
}

export function readOpened(row: Row): OpenedRow {
  const [node, name, count] = row as unknown as readonly [number, string, number];
  return { node, name, count };
}

// phones/<point>

export interface PhoneRow {
  readonly key: string;
  /** The device in hex, and as bytes for commands. */
  readonly device: string;
  readonly deviceId: Uint8Array;
  readonly person: number;
  readonly name: string;
  /** It waits for the desk's word. */
  readonly waiting: boolean;
  readonly atMs: number;
  readonly session: number;
  /** Kind of phone and browser. */
  readonly label: string;
  readonly online: boolean;
}

export function readPhone(row: Row): PhoneRow {
  const [key, device, person, name, waiting, atMs, session, label, online] = row as unknown as readonly [
    string,
    string,
    number,
    string,
    boolean,
    number,
    number,
    string,
    boolean,
  ];
  return { key, device, deviceId: fromHex(device), person, name, waiting, atMs, session, label, online };
}

// me

export const PhoneStatus = { UNKNOWN: 0, IN_ROOM: 1, ONLINE: 2, WAITING: 3 } as const;

export interface MeRow {
  /** Whose phone this is; -1 while nobody's. */
  readonly person: number;
  readonly name: string;
  /** Where she speaks and asks from; "". */
  readonly place: string;
  /** A `PhoneStatus`. */
  readonly status: number;
  /** Whole minutes online in this session. */
  readonly minutes: number;
  /** The session the row is about; -1. */
  readonly session: number;
  /** Minutes online that count as present. */
  readonly minutesNeeded: number;
  /** She counts as present online. */
  readonly counted: boolean;
}

export function readMe(table: Table): MeRow | null {
  const row = table.rows.get(0) as unknown as
    | Cells<[number, string, string, number, number, number, number, boolean]>
    | undefined;
  if (!row) return null;
  const [, person, name, place, status, minutes, session, minutesNeeded, counted] = row;
  return { person, name, place, status, minutes, session, minutesNeeded, counted };
}

// programme

export interface ProgrammeRow {
  readonly live: boolean;
  readonly camera: boolean;
  readonly slides: boolean;
  readonly sound: boolean;
  readonly sinceMs: number;
  /** 0 no bridge, 1 up. */
  readonly bridge: number;
}

export function readProgramme(table: Table): ProgrammeRow | null {
  const row = table.rows.get(0) as unknown as
    | Cells<[boolean, boolean, boolean, boolean, number, number]>
    | undefined;
  if (!row) return null;
  const [, live, camera, slides, sound, sinceMs, bridge] = row;
  return { live, camera, slides, sound, sinceMs, bridge };
}
