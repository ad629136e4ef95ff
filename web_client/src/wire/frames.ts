/**
 * Bytes <-> frames: MessagePack arrays whose first element is the kind (server/wire/PROTOCOL.md).
 * It opens no socket and keeps no state. A frame that is not what the protocol says throws BadFrame.
 */
import { decode, encode } from "@msgpack/msgpack";

export const PROTOCOL_VERSION = 1;

export type Key = number | string;
export type Row = readonly [Key, ...unknown[]];
/** Opaque to the client: it is only sent back. [epoch, seq, chain] or [incarnation, counter]. */
export type Position = readonly unknown[];

export interface First {
  readonly node: number;
  readonly place: string;
  readonly atMs: number;
  readonly device: string;
}

export interface Outcome {
  readonly id: Uint8Array;
  readonly verdict: number;
  readonly seq: number;
  /** Who had done it before: said with ALREADY_PRESENT and PRESENT_ELSEWHERE. */
  readonly first: First | null;
  /** The number given to a walk-in; -1 else. */
  readonly person: number;
}

export interface Welcome {
  readonly conference: string;
  readonly grant: string;
  readonly node: number;
  readonly nodeName: string;
  /** Names of the units above the node, the conference's own first. */
  readonly path: readonly string[];
  readonly device: string;
  readonly deviceState: number;
  readonly nowMs: number;
  readonly title: string;
  readonly language: string;
}

export interface RowsFrame {
  readonly topic: string;
  readonly position: Position;
  readonly asOfMs: number;
  readonly reset: boolean;
  readonly rows: readonly Row[];
  readonly gone: readonly Key[];
}

/** The bridge's answer to one JOIN_MEDIA. */
export interface MediaAnswer {
  readonly request: number;
  /** Empty when the join was refused: `code` says why. */
  readonly sdp: string;
  readonly code: string;
}

/** What of the stage concerns this page. */
export interface Stage {
  /** The slots this page may feed now. */
  readonly rights: readonly string[];
  /** The place that has the floor; empty when nobody has. */
  readonly onAir: string;
  /** This page's own sound is not passed on. */
  readonly muted: boolean;
  /** Why the stage became so: a code, or empty. */
  readonly reason: string;
  /** With REJOIN: when to join anew. */
  readonly afterMs: number;
}

export type ServerFrame =
  | ({ readonly kind: "welcome"; readonly version: number } & Welcome)
  | { readonly kind: "outcomes"; readonly outcomes: readonly Outcome[] }
  | ({ readonly kind: "rows" } & RowsFrame)
  | { readonly kind: "beat"; readonly asOfMs: number }
  | { readonly kind: "refused_topic"; readonly topic: string; readonly verdict: number }
  | { readonly kind: "fault"; readonly code: string; readonly detail: string }
  | { readonly kind: "device"; readonly state: number }
  | { readonly kind: "reconnect"; readonly afterMs: number }
  | ({ readonly kind: "media_answer" } & MediaAnswer)
  | ({ readonly kind: "stage" } & Stage)
  /** A kind this page does not know: a newer server. It is passed over. */
  | { readonly kind: "unknown"; readonly number: number };

/** Whether a position is [epoch, seq, chain]; those of the presence plane end with the server's life. */
export const isOfJournal = (position: Position | null): boolean => position?.length === 3;

export class BadFrame extends Error {}

/** A topic to watch, and how much of it the page has. */
export type Watch = readonly [topic: string, position: Position | null];

const watching = (watch: Watch) => [2, ...watch];

export const hello = (conference: string, grant: string, nowMs: number, watches: readonly Watch[]) =>
  encode([0, PROTOCOL_VERSION, conference, grant, nowMs, watches.map(watching)]);
export const watch = (watch: Watch) => encode(watching(watch));
export const unwatch = (topic: string) => encode([3, topic]);
export const ping = (nowMs: number) => encode([4, nowMs]);
export const joinMedia = (request: number, offer: string, fingerprint: string) =>
  encode([5, request, offer, fingerprint]);
export const leaveMedia = () => encode([6]);
export const publish = (slot: string, on: boolean) => encode([7, slot, on]);
export const resumeMedia = (fingerprint: string) => encode([8, fingerprint]);

export function command(
  kind: number,
  id: Uint8Array,
  madeMs: number,
  sentMs: number,
  body: readonly unknown[],
  texts: readonly (readonly string[])[],
): Uint8Array {
  return encode([1, kind, id, madeMs, sentMs, body, texts]);
}

/** What the server said; elements after the known ones are ignored (fields are only added, at the end). */
export function read(bytes: ArrayBuffer | Uint8Array): ServerFrame {
  const frame = listOf(decode(bytes));
  const kind = number(frame[0]);
  switch (kind) {
    case 10:
      return readWelcome(frame);
    case 11:
      return { kind: "outcomes", outcomes: listOf(frame[1]).map(readOutcome) };
    case 12:
      return readRows(frame);
    case 13:
      return { kind: "beat", asOfMs: number(frame[1]) };
    case 14:
      return { kind: "refused_topic", topic: text(frame[1]), verdict: number(frame[2]) };
    case 15:
      return { kind: "fault", code: text(frame[1]), detail: text(frame[2]) };
    case 16:
      return { kind: "device", state: number(frame[1]) };
    case 17:
      return { kind: "reconnect", afterMs: number(frame[1]) };
    case 18:
      return { kind: "media_answer", request: number(frame[1]), sdp: text(frame[2]), code: text(frame[3]) };
    case 19:
      return readStage(frame);
    default:
      return { kind: "unknown", number: kind };
  }
}

function readWelcome(f: readonly unknown[]): ServerFrame {
  return {
    kind: "welcome",
    version: number(f[1]),
    conference: text(f[2]),
    grant: text(f[3]),
    node: number(f[4]),
    nodeName: text(f[5]),
    path: listOf(f[6]).map(text),
    device: text(f[7]),
    deviceState: number(f[8]),
    nowMs: number(f[9]),
    title: text(f[10]),
    language: text(f[11]),
  };
}

function readOutcome(value: unknown): Outcome {
  const o = listOf(value);
  const first = o[3] === null || o[3] === undefined ? null : listOf(o[3]);
  return {
    id: bytesOf(o[0]),
    verdict: number(o[1]),
    seq: number(o[2]),
    first: first && {
      node: number(first[0]),
      place: text(first[1]),
      atMs: number(first[2]),
      device: text(first[3]),
    },
    person: number(o[4]),
  };
}

function readRows(f: readonly unknown[]): ServerFrame {
  return {
    kind: "rows",
    topic: text(f[1]),
    position: listOf(f[2]),
    asOfMs: number(f[3]),
    reset: f[4] === true,
    rows: listOf(f[5]).map(readRow),
    gone: listOf(f[6]).map(keyOf),
  };
}

function readStage(f: readonly unknown[]): ServerFrame {
  return {
    kind: "stage",
    rights: listOf(f[1]).map(text),
    onAir: text(f[2]),
    muted: f[3] === true,
    reason: text(f[4]),
    afterMs: number(f[5] ?? 0),
  };
}

function readRow(value: unknown): Row {
  const row = listOf(value);
  keyOf(row[0]);
  return row as unknown as Row;
}

function keyOf(value: unknown): Key {
  if (typeof value !== "number" && typeof value !== "string") throw new BadFrame("a row without a key");
  return value;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadFrame("expected an array");
  return value;
}

function number(value: unknown): number {
  if (typeof value !== "number") throw new BadFrame("expected a number");
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new BadFrame("expected a text");
  return value;
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new BadFrame("expected bytes");
  return value;
}

export const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
