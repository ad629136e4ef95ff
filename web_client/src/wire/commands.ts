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
const NO_PERSON = -1;

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
