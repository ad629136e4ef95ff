/** The clock, chance, timers, tickets and sockets that a link lives on: the browser's own, or a test's. */
import { post } from "../api";
import type { Outbox } from "./outbox";

/** A request that a dead network swallowed must not keep the link from trying again. */
const TICKET_WITHIN_MS = 10_000;

/** Viewers and walls. */
const ONLY_WATCHES = /^[vw]/;

/** What the link needs of the browser; tests bring their own. */
export interface World {
  now(): number;
  random(): number;
  newId(): Uint8Array;
  ticket(conference: string, grant: string): Promise<string>;
  open(): WebSocket;
  after(ms: number, run: () => void): () => void;
  /** Null for a grant that only watches: its page need not fetch how commands are sent. */
  outbox(conference: string, grant: string): Promise<Outbox | null>;
}

export const browser: World = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => crypto.getRandomValues(new Uint8Array(16)),
  ticket: async (conference, grant) =>
    (await post<{ ticket: string }>(`/api/c/${conference}/${grant}/ticket`, {}, TICKET_WITHIN_MS)).ticket,
  open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  outbox: async (conference, grant) =>
    ONLY_WATCHES.test(grant) ? null : (await import("./make_outbox")).makeOutbox(conference, grant),
};
