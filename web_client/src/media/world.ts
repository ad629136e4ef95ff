/** The clock, timers, peer connections and network news that a media session lives on: the browser's own, or a test's. */

import { type AskTurn, keptTurn, type Turn } from "./turn";

export interface PeerWorld {
  now(): number;
  random(): number;
  after(ms: number, run: () => void): () => void;
  /** One key pair for every session of the page; null where the browser cannot make one apart. */
  certificate(): Promise<RTCCertificate | null>;
  /** The TURN servers a connection of this grant may go through. */
  turn: AskTurn;
  /** Null where the browser has no peer connections. */
  open(certificate: RTCCertificate | null, turn: Turn): RTCPeerConnection | null;
  /** Hears that the device's network is another one; returns the way to stop hearing it. */
  onNetworkChange(heard: () => void): () => void;
}

export const browserPeers: PeerWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  certificate: async () => {
    if (!("RTCPeerConnection" in window)) return null;
    const algorithm = { name: "ECDSA", namedCurve: "P-256" } as AlgorithmIdentifier;
    return RTCPeerConnection.generateCertificate(algorithm).catch(() => null);
  },
  turn: keptTurn(() => Date.now()),
  open: (certificate, turn) => {
    if (!("RTCPeerConnection" in window)) return null;
    return new RTCPeerConnection({
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
      ...turn,
      ...(certificate ? { certificates: [certificate] } : {}),
    });
  },
  onNetworkChange: (heard) => {
    const network = (navigator as { connection?: EventTarget }).connection;
    addEventListener("online", heard);
    network?.addEventListener("change", heard);
    return () => {
      removeEventListener("online", heard);
      network?.removeEventListener("change", heard);
    };
  },
};
