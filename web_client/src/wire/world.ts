/** The clock, chance, timers and sockets that a link lives on: the browser's own, or a test's. */
import { type ApiError, post } from "../api";
import { fetchOnce } from "../fetched";
import type { Outbox } from "./outbox";

/** Viewers and walls. */
const ONLY_WATCHES = /^[vw]/;

/** What the link needs of the browser; tests bring their own. */
export interface World {
  now(): number;
  random(): number;
  newId(): Uint8Array;
  open(): WebSocket;
  after(ms: number, run: () => void): () => void;
  /** Null for a grant that only watches: its page need not fetch how commands are sent. Rejects when that did not come. */
  outbox(conference: string, grant: string): Promise<Outbox | null>;
  /** Why no socket opens, as an error code; null when nobody can say. */
  hindrance(): Promise<string | null>;
}

/** Longer, and the network is the hindrance. */
const ANSWER_MS = 8_000;

export const browser: World = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => crypto.getRandomValues(new Uint8Array(16)),
  open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  outbox: async (conference, grant) =>
    ONLY_WATCHES.test(grant)
      ? null
      : (await fetchOnce(() => import("./make_outbox"))).makeOutbox(conference, grant),
  // Of a handshake that was refused a browser tells nothing: the same question is asked as a request.
  hindrance: () =>
    post("/api/origin", {}, ANSWER_MS).then(
      () => "LINK_BLOCKED",
      ({ status, code }: ApiError) => (status === 403 ? code : null),
    ),
};
