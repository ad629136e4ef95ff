/**
 * The TURN servers of this page: for a network that lets no UDP out. Asked of the server when media begin, kept until they end.
 *
 * Rule: picture and sound do not wait for them longer than PATIENCE_MS, nor end without them: most networks need none.
 */
import { post } from "../api";

const PATIENCE_MS = 3_000;
/** Asked anew so long before they end: a session that begins now should outlive its evening. */
const SPARE_MS = 600_000;

export type Turn = Pick<RTCConfiguration, "iceServers" | "iceTransportPolicy">;

interface Told {
  readonly ice_servers: RTCIceServer[];
  readonly policy: RTCIceTransportPolicy;
  readonly until_ms: number;
}

/** What a peer connection of this grant is to be opened with, now. */
export type AskTurn = (conference: string, grant: string) => Promise<Turn>;

/** Asks by `ask`, and keeps one grant's answer while it is good by the clock `now`. */
export function keptTurn(now: () => number, ask = asked): AskTurn {
  let kept: { path: string; untilMs: number; turn: Promise<Turn> } | null = null;
  return (conference, grant) => {
    const path = `/api/c/${conference}/${grant}/media`;
    if (kept && kept.path === path && now() < kept.untilMs) return kept.turn;
    const told = ask(path);
    const mine = { path, untilMs: now() + PATIENCE_MS, turn: told.then(spelled).catch(() => ({})) };
    kept = mine;
    void told.then(
      ({ until_ms }) => {
        mine.untilMs = until_ms - SPARE_MS;
      },
      () => {},
    );
    return mine.turn;
  };
}

const asked = (path: string): Promise<Told> => post<Told>(path, {}, PATIENCE_MS);

const spelled = ({ ice_servers, policy }: Told): Turn =>
  ice_servers.length > 0 ? { iceServers: ice_servers, iceTransportPolicy: policy } : {};
