/** What the statistics of a connection say about the line, in the few figures a person can use. Pure but for `follow`. */

export interface Flow {
  readonly width: number;
  readonly height: number;
  readonly framesPerS: number;
}

export interface Quality {
  readonly receivedKbps: number;
  readonly sentKbps: number;
  /** Of what was on its way to us since the last look, 0…1. */
  readonly lossIn: number;
  /** Of what we sent, as the bridge last said, 0…1. */
  readonly lossOut: number;
  readonly roundTripMs: number;
  readonly camera: Flow | null;
  readonly slides: Flow | null;
}

export interface Counted {
  readonly atMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly lostIn: number;
}

type Report = Readonly<Record<string, unknown>>;

const figure = (report: Report, name: string): number => Number(report[name] ?? 0) || 0;

export function count(reports: Iterable<Report>, atMs: number): Counted {
  let [bytesIn, bytesOut, packetsIn, lostIn] = [0, 0, 0, 0];
  for (const report of reports) {
    if (report.type === "inbound-rtp") {
      bytesIn += figure(report, "bytesReceived");
      packetsIn += figure(report, "packetsReceived");
      lostIn += figure(report, "packetsLost");
    } else if (report.type === "outbound-rtp") bytesOut += figure(report, "bytesSent");
  }
  return { atMs, bytesIn, bytesOut, packetsIn, lostIn };
}

/** The line as it was between two looks. */
export function qualityOf(reports: readonly Report[], before: Counted, now: Counted): Quality {
  const seconds = Math.max(0.001, (now.atMs - before.atMs) / 1000);
  const lost = Math.max(0, now.lostIn - before.lostIn);
  const came = Math.max(0, now.packetsIn - before.packetsIn);
  const pair = reports.find((r) => r.type === "candidate-pair" && r.nominated === true);
  const told = reports.filter((r) => r.type === "remote-inbound-rtp");
  const out = reports.filter(
    (r) => r.type === "outbound-rtp" && r.kind === "video" && figure(r, "frameWidth"),
  );
  return {
    receivedKbps: kbps(now.bytesIn - before.bytesIn, seconds),
    sentKbps: kbps(now.bytesOut - before.bytesOut, seconds),
    lossIn: lost + came > 0 ? lost / (lost + came) : 0,
    lossOut: Math.max(0, ...told.map((r) => figure(r, "fractionLost"))),
    roundTripMs: Math.round(1000 * (pair ? figure(pair, "currentRoundTripTime") : 0)),
    camera: flowOf(out.find((r) => r.mid === "6")),
    slides: flowOf(out.find((r) => r.mid === "7")),
  };
}

const kbps = (bytes: number, seconds: number) => Math.max(0, Math.round((bytes * 8) / 1000 / seconds));

function flowOf(report: Report | undefined): Flow | null {
  if (!report) return null;
  return {
    width: figure(report, "frameWidth"),
    height: figure(report, "frameHeight"),
    framesPerS: Math.round(figure(report, "framesPerSecond")),
  };
}

export type Strength = "good" | "weak" | "poor";

/** Speech bears 2 % lost packets; beyond 8 % or three quarters of a second there and back nobody converses. */
export function strengthOf({ lossIn, lossOut, roundTripMs }: Quality): Strength {
  const loss = Math.max(lossIn, lossOut);
  if (loss > 0.08 || roundTripMs > 750) return "poor";
  return loss > 0.02 || roundTripMs > 350 ? "weak" : "good";
}

const EVERY_MS = 2_000;

/** Tells `heard` how the line is, every two seconds, until the returned function is called. */
export function followQuality(peer: RTCPeerConnection, heard: (quality: Quality) => void): () => void {
  let before: Counted | null = null;
  const timer = setInterval(async () => {
    const reports = [...(await peer.getStats()).values()] as Report[];
    const now = count(reports, Date.now());
    if (before) heard(qualityOf(reports, before, now));
    before = now;
  }, EVERY_MS);
  return () => clearInterval(timer);
}
