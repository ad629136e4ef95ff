import { beforeEach, describe, expect, it } from "vitest";
import { Line } from "../../src/media/lines";
import { MediaSession } from "../../src/media/session";
import type { Turn } from "../../src/media/turn";
import type { PeerWorld } from "../../src/media/world";
import { Connection } from "../../src/wire/socket";
import { FakeWorld } from "../wire/world";

const SDP = `v=0\r\na=fingerprint:sha-256 ${Array(32).fill("ab").join(":")}\r\n`;

/** One peer connection as far as a session knows it; the test is the bridge and the network. */
class FakePeer {
  connectionState = "new";
  signalingState = "stable";
  onconnectionstatechange: (() => void) | null = null;
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  closed = false;
  readonly lines: { kind: string; sender: FakeSender; receiver: { track: { line: number } } }[] = [];

  addTransceiver(kind: string) {
    const line = { kind, sender: new FakeSender(), receiver: { track: { line: this.lines.length } } };
    this.lines.push(line);
    return line;
  }
  getTransceivers = () => this.lines;
  readonly offers: unknown[] = [];
  createOffer = async (how: unknown) => {
    this.offers.push(how);
    return { type: "offer", sdp: SDP };
  };
  setLocalDescription = async (offer: { sdp: string }) => {
    this.localDescription = offer;
  };
  setRemoteDescription = async (answer: { sdp: string }) => {
    this.remoteDescription = answer;
  };
  close() {
    this.closed = true;
  }
  becomes(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

class FakeSender {
  track: unknown = null;
  async replaceTrack(track: unknown) {
    this.track = track;
  }
  getParameters = () => ({ encodings: [{}] });
  async setParameters() {}
}

let world: FakeWorld;
let connection: Connection;
let session: MediaSession;
let peers: FakePeer[];
let certificates: number;
let moved: () => void;
let opened: Turn;

const peer = () => peers.at(-1) as FakePeer;
const joins = () => world.sockets.flatMap((socket) => socket.of(5));

function peerWorld(): PeerWorld {
  return {
    now: world.now,
    random: world.random,
    after: world.after,
    certificate: async () => {
      certificates += 1;
      return null;
    },
    turn: async (conference, grant) => ({ iceServers: [{ urls: `turn:${conference}.${grant}` }] }),
    open: (_, turn) => {
      opened = turn;
      peers.push(new FakePeer());
      return peer() as unknown as RTCPeerConnection;
    },
    onNetworkChange: (heard) => {
      moved = heard;
      return () => {};
    },
  };
}

/** The bridge answers the newest offer, and the path is found. */
async function joined(): Promise<void> {
  await world.passes(0);
  world.socket.says(18, joins().at(-1)?.[1], "v=0 answer", "");
  await world.passes(0);
  peer().becomes("connected");
}

beforeEach(async () => {
  (globalThis as { RTCRtpReceiver?: unknown }).RTCRtpReceiver = { getCapabilities: () => null };
  world = new FakeWorld();
  connection = new Connection("7K2M9QXW", "o17", world).start();
  await world.passes(0);
  world.socket.welcomes(world.nowMs);
  peers = [];
  certificates = 0;
  session = new MediaSession(connection, peerWorld());
});

describe("a media session", () => {
  it("offers its eight lines with its fingerprint, and receives five when it is answered", async () => {
    session.hold(true);
    await joined();
    expect(joins()[0]?.[3]).toBe(`sha-256 ${Array(32).fill("AB").join(":")}`);
    expect(peer().lines).toHaveLength(8);
    expect(session.state.value).toMatchObject({ phase: "joined", trouble: null });
    expect(session.received.value.map((track) => (track as unknown as { line: number }).line)).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  it("may go through the TURN servers of its grant", async () => {
    session.hold(false);
    await joined();
    expect(opened.iceServers).toEqual([{ urls: "turn:7K2M9QXW.o17" }]);
  });

  it("that only looks on offers no line to send on", async () => {
    session.hold(false);
    await joined();
    expect(peer().lines).toHaveLength(5);
  });

  it("is shared by whoever holds it and let go by the last", async () => {
    const first = session.hold(false);
    const second = session.hold(false);
    await joined();
    first();
    expect(peer().closed).toBe(false);
    second();
    second();
    expect(peer().closed).toBe(true);
    expect(world.socket.of(6)).toHaveLength(1);
    expect(session.state.value.phase).toBe("off");
  });

  it("says after eight seconds without a path that UDP is blocked, and goes on trying", async () => {
    session.hold(false);
    await world.passes(0);
    world.socket.says(18, joins()[0]?.[1], "v=0 answer", "");
    for (let second = 0; second < 9; second += 1) {
      await world.passes(1_000);
      world.socket.says(13, world.nowMs);
    }
    expect(session.state.value).toMatchObject({ phase: "lost", trouble: "blocked" });
    expect(peers.length).toBeGreaterThan(1);
    await joined();
    expect(session.state.value).toMatchObject({ phase: "joined", trouble: null });
  });

  it("names a missing bridge and comes back with the same certificate", async () => {
    session.hold(false);
    await world.passes(0);
    world.socket.says(18, joins()[0]?.[1], "", "NO_BRIDGE");
    expect(session.state.value).toMatchObject({ phase: "lost", trouble: "noBridge", code: "NO_BRIDGE" });
    await world.passes(2_000);
    expect(joins()).toHaveLength(2);
    expect(certificates).toBe(1);
  });

  it("does not hear an answer to an offer it has given up", async () => {
    session.hold(false);
    await world.passes(0);
    world.socket.says(18, 99, "v=0 answer", "");
    await world.passes(0);
    expect(peer().remoteDescription).toBeNull();
  });

  it("takes another path when the network is another one and the old path does not heal", async () => {
    session.hold(true);
    await joined();
    const before = peer();
    before.connectionState = "disconnected";
    moved();
    await world.passes(2_600);
    expect(before.offers).toEqual([{}, { iceRestart: true }]);
    expect(joins()).toHaveLength(2);
    await joined();
    expect(before.closed).toBe(false);
    expect(session.state.value.phase).toBe("joined");
    expect(joins()[1]?.[3]).toBe(joins()[0]?.[3]);
  });

  it("makes a new connection when a new path is not found either", async () => {
    session.hold(true);
    await joined();
    const before = peer();
    before.becomes("disconnected");
    await world.passes(2_600);
    world.socket.says(13, world.nowMs);
    await world.passes(2_600);
    expect(before.closed).toBe(true);
    expect(peers).toHaveLength(2);
  });

  it("lets a path heal by itself", async () => {
    session.hold(true);
    await joined();
    peer().becomes("disconnected");
    await world.passes(1_000);
    peer().becomes("connected");
    await world.passes(2_000);
    world.socket.says(13, world.nowMs);
    await world.passes(4_000);
    expect(joins()).toHaveLength(1);
  });

  it("begins anew when the server says so, and when it says to", async () => {
    session.hold(true);
    await joined();
    world.socket.says(19, [], "", false, "REJOIN", 300);
    await world.passes(200);
    expect(joins()).toHaveLength(1);
    await world.passes(200);
    expect(joins()).toHaveLength(2);
    await joined();
    expect(session.state.value.phase).toBe("joined");
  });

  it("is called back while it waits for a bridge, however long its next try is away", async () => {
    session.hold(true);
    await world.passes(0);
    world.socket.says(18, joins()[0]?.[1], "", "NO_BRIDGE");
    await world.passes(1);
    expect(joins()).toHaveLength(1);
    world.socket.says(19, [], "", false, "REJOIN", 0);
    await world.passes(1);
    expect(joins()).toHaveLength(2);
    await joined();
    expect(session.state.value).toMatchObject({ phase: "joined", trouble: null });
  });

  it("outlives a lost link to the server: the picture goes on", async () => {
    session.hold(true);
    await joined();
    world.socket.breaks();
    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    await world.passes(0);
    expect(peers).toHaveLength(1);
    expect(joins()).toHaveLength(1);
    expect(session.state.value.phase).toBe("joined");
  });

  it("names itself to a server it comes back to, and offers anew what nobody can answer any more", async () => {
    session.hold(true);
    await joined();
    world.socket.breaks();
    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    await world.passes(0);
    expect(world.socket.of(8)).toEqual([[8, joins()[0]?.[3]]]);

    world.socket.says(19, [], "", false, "REJOIN", 0);
    await world.passes(1);
    expect(joins()).toHaveLength(2);
    world.socket.breaks();
    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    await world.passes(0);
    expect(world.socket.of(8)).toEqual([]);
    expect(joins()).toHaveLength(3);
  });
});

describe("what is sent", () => {
  it("stays on its line through every return, and ends when it is taken away", async () => {
    const track = { kind: "audio" } as MediaStreamTrack;
    session.hold(true);
    session.send(Line.SEND_MICROPHONE, track);
    await joined();
    expect(peer().lines[5]?.sender.track).toBe(track);
    world.socket.says(19, [], "", false, "REJOIN");
    await world.passes(500);
    await joined();
    expect(peer().lines[5]?.sender.track).toBe(track);
    session.send(Line.SEND_MICROPHONE, null);
    expect(peer().lines[5]?.sender.track).toBeNull();
  });
});

describe("a press", () => {
  it("is said once there is a session, and never again by the page itself for the floor", async () => {
    session.hold(true);
    session.publish("floor", true);
    await world.passes(0);
    expect(world.socket.of(7)).toEqual([]);
    await joined();
    expect(world.socket.of(7)).toEqual([[7, "floor", true]]);
    world.socket.says(19, [], "", false, "REJOIN");
    await world.passes(500);
    await joined();
    expect(world.socket.of(7)).toHaveLength(1);
  });

  it("for the programme is said again to a server that came back without knowing it, once", async () => {
    session.hold(true);
    await joined();
    session.publish("programme", true);
    world.socket.says(19, [], "", false, "");
    world.socket.says(19, ["programme"], "", false, "");
    expect(world.socket.of(7)).toHaveLength(1);
    world.socket.breaks();
    await world.passes(3_000);
    world.socket.welcomes(world.nowMs);
    world.socket.says(19, [], "", false, "");
    world.socket.says(19, [], "", false, "");
    expect(world.socket.of(7)).toEqual([[7, "programme", true]]);
  });

  it("for the programme is said again in a new session where the server has forgotten it", async () => {
    session.hold(true);
    await joined();
    session.publish("programme", true);
    world.socket.says(19, ["programme"], "", false, "");
    await world.passes(3_000);
    for (const rights of [["programme"], []]) {
      world.socket.says(19, [], "", false, "REJOIN");
      await world.passes(500);
      await joined();
      world.socket.says(19, rights, "", false, "");
    }
    expect(world.socket.of(7)).toHaveLength(2);
  });
});
