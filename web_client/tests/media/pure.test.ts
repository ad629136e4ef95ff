import { describe, expect, it } from "vitest";
import { airOf } from "../../src/media/air";
import { arrange } from "../../src/media/arrange";
import { shareOf } from "../../src/media/level";
import { fingerprintOf, linesOf } from "../../src/media/lines";
import { count, qualityOf, strengthOf } from "../../src/media/quality";
import { troubleOf, troubleOfCode } from "../../src/media/trouble";
import { troubleWords } from "../../src/media/words";
import { clockOf } from "../../src/parts/counting";
import type { FloorRow, HandRow } from "../../src/tables/rows";

describe("the lines of an offer", () => {
  it("are eight in the order of the protocol, and five for who only looks on", () => {
    expect(linesOf(true).map(({ kind }) => kind)).toEqual([
      "audio",
      "video",
      "video",
      "audio",
      "video",
      "audio",
      "video",
      "video",
    ]);
    expect(linesOf(false)).toHaveLength(5);
    expect(linesOf(false).every(({ direction }) => direction === "recvonly")).toBe(true);
  });

  it("state the certificate as the ticket wants it", () => {
    expect(fingerprintOf("v=0\r\na=fingerprint:sha-256 ab:Cd:01\r\na=mid:0\r\n")).toBe("sha-256 AB:CD:01");
    expect(fingerprintOf("v=0\r\n")).toBeNull();
  });
});

describe("what stands between a page and its camera", () => {
  const both = { camera: true, microphone: true };
  const named = (name: string, message = "") => ({ name, message });

  it.each([
    [named("NotAllowedError", "Permission denied"), "denied"],
    [named("NotAllowedError", "Permission dismissed"), "dismissed"],
    [named("NotAllowedError", "Permission denied by system"), "deniedBySystem"],
    [named("NotFoundError"), "noDevice"],
    [named("NotReadableError"), "busy"],
    [named("TypeError"), "unsupported"],
  ])("%o is said as %s", (error, trouble) => {
    expect(troubleOf(error, both)).toBe(trouble);
  });

  it("names the one that is missing", () => {
    expect(troubleOf(named("NotFoundError"), { camera: true, microphone: false })).toBe("noCamera");
    expect(troubleOf(named("OverconstrainedError"), { camera: false, microphone: true })).toBe(
      "noMicrophone",
    );
  });

  it("always has a sentence and a next step", () => {
    for (const code of ["NO_BRIDGE", "FULL", "TIMED_OUT", "TOO_FAST", "BAD_TICKET", "SOMETHING_NEW"]) {
      const [what, next] = troubleWords(troubleOfCode(code), code);
      expect(what.length).toBeGreaterThan(10);
      expect(next.length).toBeGreaterThan(10);
    }
    expect(troubleWords("refused", "BAD_OFFER")[0]).toContain("BAD_OFFER");
  });
});

describe("the pictures", () => {
  it("stand in the order one looks: slides, who speaks, the main venue", () => {
    expect(arrange({ slides: true, floor: true, camera: true })).toEqual({
      main: "slides",
      aside: ["floor", "camera"],
    });
    expect(arrange({ slides: false, floor: true, camera: true })).toEqual({
      main: "floor",
      aside: ["camera"],
    });
    expect(arrange({ slides: false, floor: true, camera: true }, false)).toEqual({
      main: "camera",
      aside: ["floor"],
    });
    expect(arrange({ slides: false, floor: false, camera: true })).toEqual({ main: "camera", aside: [] });
    expect(arrange({ slides: false, floor: false, camera: false })).toEqual({ main: null, aside: [] });
  });
});

describe("a place on its way to the floor", () => {
  const floor = (onAir: string): FloorRow => ({
    onAir,
    onAirName: onAir && "Tuy An",
    sinceMs: onAir ? 1_000 : 0,
    cue: "",
    cueName: "",
    graceUntilMs: 0,
    handCount: 2,
  });
  const hand = (place: string, order: number): HandRow => ({
    key: `h:${place}`,
    order,
    place,
    name: place,
    sinceMs: 0,
    timesSpoken: 0,
    totalMs: 0,
    link: 1,
  });
  const stage = (rights: string[] = [], muted = false, reason = "") => ({
    rights,
    onAir: "",
    muted,
    reason,
    afterMs: 0,
  });
  const hands = [hand("n4", 1), hand("n17", 2)];

  it("knows its turn, and who speaks meanwhile", () => {
    expect(airOf("n17", floor("n4"), hands, stage())).toEqual({
      kind: "waiting",
      turn: 2,
      of: 2,
      other: "Tuy An",
    });
    expect(airOf("n9", floor(""), hands, stage())).toEqual({ kind: "idle", other: "" });
  });

  it("is in cue by its own rights alone: the table tells nobody else", () => {
    expect(airOf("n17", floor("n4"), hands, stage(["cue"]))).toEqual({ kind: "cued", other: "Tuy An" });
  });

  it("on air waits for one press where the media session is a new one", () => {
    expect(airOf("n17", floor("n17"), [], stage(["cue"], true, "PRESS"))).toEqual({
      kind: "press",
      taken: false,
    });
    expect(airOf("n17", floor("n17"), [], stage([], true, "TAKEN"))).toEqual({ kind: "press", taken: true });
    expect(airOf("n17", floor("n17"), [], stage(["floor"]))).toMatchObject({ kind: "onAir", sinceMs: 1_000 });
  });

  it("of nobody is never on air", () => {
    expect(airOf("", floor(""), [], stage()).kind).toBe("idle");
  });
});

describe("the line", () => {
  const inbound = (bytes: number, packets: number, lost: number) => ({
    type: "inbound-rtp",
    bytesReceived: bytes,
    packetsReceived: packets,
    packetsLost: lost,
  });

  it("is what came and what was lost between two looks", () => {
    const before = count([inbound(1_000, 10, 5)], 0);
    const reports = [
      inbound(126_000, 100, 15),
      { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.042 },
      { type: "remote-inbound-rtp", fractionLost: 0.01 },
      {
        type: "outbound-rtp",
        kind: "video",
        mid: "6",
        frameWidth: 1280,
        frameHeight: 720,
        framesPerSecond: 29.7,
        bytesSent: 50_000,
      },
    ];
    const quality = qualityOf(reports, before, count(reports, 1_000));
    expect(quality).toMatchObject({ receivedKbps: 1_000, sentKbps: 400, roundTripMs: 42, lossOut: 0.01 });
    expect(quality.lossIn).toBeCloseTo(0.1);
    expect(quality.camera).toEqual({ width: 1280, height: 720, framesPerS: 30 });
    expect(quality.slides).toBeNull();
    expect(strengthOf(quality)).toBe("poor");
    expect(strengthOf({ ...quality, lossIn: 0.03 })).toBe("weak");
    expect(strengthOf({ ...quality, lossIn: 0 })).toBe("good");
  });

  it("shows silence as nothing and full scale as all", () => {
    expect(shareOf(new Float32Array(64))).toBe(0);
    expect(shareOf(new Float32Array(64).fill(1))).toBe(1);
    expect(shareOf(new Float32Array(64).fill(0.03))).toBeCloseTo(0.49, 1);
  });
});

describe("a clock", () => {
  it("counts minutes and seconds, and hours when there are some", () => {
    expect(clockOf(-5)).toBe("0:00");
    expect(clockOf(250_000)).toBe("4:10");
    expect(clockOf(3_850_000)).toBe("1:04:10");
  });
});
