/**
 * What a page may ask for: the kind, the body and the personal texts of each command (server/core/commands.py).
 * A digest field goes out empty: the server salts, hashes and fills it. Texts stand apart and go to the vault.
 */
export interface Ask {
  readonly kind: number;
  readonly body: readonly unknown[];
  readonly texts: readonly (readonly string[])[];
}

const NO_DIGEST = new Uint8Array(0);
const NO_NODE = -1;
export const NO_PERSON = -1;

export const How = { NAME: 0, CODE: 1, QR: 2, BULK: 3 } as const;

const ask = (kind: number, body: readonly unknown[], texts: readonly (readonly string[])[] = []): Ask => ({
  kind,
  body,
  texts,
});

export const launch = () => ask(6, []);
export const openSession = (session: number) => ask(7, [session]);
export const closeSession = (session: number) => ask(8, [session]);
export const closeConference = () => ask(9, []);

export const checkIn = (session: number, person: number, point: number, how: number = How.NAME) =>
  ask(10, [session, person, point, how]);
export const checkOut = (session: number, person: number, point: number) => ask(11, [session, person, point]);
/** Takes back one check-in, check-out, walk-in, head-count or excuse, named by its command id. */
export const undo = (command: Uint8Array, reason: string) => ask(12, [command, NO_DIGEST], [[reason]]);
export const addWalkIn = (session: number, point: number, name: string, post: string, unit: string) =>
  ask(13, [session, point, NO_DIGEST, NO_NODE, NO_PERSON], [[name, post, unit]]);
export const reportHeadCount = (session: number, point: number, count: number) =>
  ask(14, [session, point, count]);
export const excuse = (session: number, person: number, reason: string, withdrawn = false) =>
  ask(15, [session, person, NO_DIGEST, withdrawn], [[reason]]);
export const exempt = (session: number, person: number, reason: string, withdrawn = false) =>
  ask(16, [session, person, NO_DIGEST, withdrawn], [[reason]]);

export const approveDevice = (device: Uint8Array) => ask(18, [device]);
export const revokeDevice = (device: Uint8Array) => ask(19, [device]);
export const revokeLink = (grant: string) => ask(20, [grant]);

/** A point's room ("n17") or a person online ("p123"): who may speak and ask (server/core/ids.py). */
export type Place = string;
export const NOBODY: Place = "";
export const placeOfPoint = (point: number): Place => `n${point}`;
export const placeOfPerson = (person: number): Place => `p${person}`;
/** The point of a place; -1 for a person online. */
export const pointOf = (place: Place): number => (place.startsWith("n") ? Number(place.slice(1)) : -1);
/** The person of a place; -1 for a room. */
export const personOf = (place: Place): number => (place.startsWith("p") ? Number(place.slice(1)) : -1);

export const raiseHand = (session: number, place: Place) => ask(24, [session, place]);
export const lowerHand = (session: number, place: Place) => ask(25, [session, place]);
/** Next to speak; NOBODY empties the cue. */
export const cuePlace = (session: number, place: Place) => ask(26, [session, place]);
export const giveFloor = (session: number, place: Place) => ask(27, [session, place]);
export const releaseFloor = (session: number, place: Place) => ask(28, [session, place]);

/** `person` NO_PERSON: the room asks. A question may have `QUESTION_CHARS` characters. */
export const askQuestion = (session: number, place: Place, text: string, person: number = NO_PERSON) =>
  ask(29, [session, place, NO_DIGEST, person], [split(text)]);
/** `text`: the answer in writing, or the reason for declining; `other`: the question it is merged into. */
export const moveQuestion = (question: Uint8Array, to: number, text = "", other: Uint8Array = NO_DIGEST) =>
  ask(30, [question, to, NO_DIGEST, other], [split(text)]);
export const voteQuestion = (question: Uint8Array) => ask(31, [question]);
/** Take it for editing, or let go of it; another device's claim is answered CLAIMED_ELSEWHERE. */
export const claimQuestion = (question: Uint8Array, claimed: boolean) => ask(32, [question, claimed]);

export const removePaper = (paper: Uint8Array) => ask(34, [paper]);
/** The desk decides on a second phone of one person, or a second person on one phone. */
export const confirmPhone = (device: Uint8Array, person: number, confirmed: boolean) =>
  ask(37, [device, person, confirmed]);

/** Phones come in by a new code (a grant q) from now on; those that are in stay. */
export const renewCode = (grant: string) => ask(39, [grant]);

/** How long names are kept after the close, and what phones are told. Texts of the conference: an office, never a person. */
export const setPrivacy = (keepDays: number, organisation: string, purpose: string, contact: string) =>
  ask(50, [keepDays, organisation, purpose, contact]);

const STRING_CHARS = 300;
const STRINGS = 6;
/** What fits in one text of the wire (server/wire/limits.py: TEXT_STRINGS of TEXT_CHARS). */
export const QUESTION_CHARS = STRING_CHARS * STRINGS;

/** A long text in strings the wire takes; the server puts them together again. */
function split(text: string): string[] {
  const characters = [...text];
  const strings: string[] = [];
  for (let at = 0; at < characters.length; at += STRING_CHARS)
    strings.push(characters.slice(at, at + STRING_CHARS).join(""));
  return strings.length > 0 ? strings : [""];
}
