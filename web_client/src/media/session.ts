/**
 * One media session per page: one RTCPeerConnection to the bridge, signalled over the page's own link. It comes back by itself.
 *
 * Rule 1: what a page sees of it are signals; a lost bridge is a state, never an exception.
 * Rule 2: the certificate is made once per page, so a page that comes back is known by its fingerprint, and never
 * taken for another page of the same device.
 * Rule 3: a track goes out only while the server grants a slot for it; the bridge holds the same law, harder.
 * Rule 4: no path to the bridge within 8 s is said in words and tried again, with full-jitter back-off. Whoever waits
 * for a bridge is called by the server (STAGE: REJOIN) when there is one.
 */
import { computed, effect, type Signal, signal } from "@preact/signals";
import { backoffMs } from "../wire/backoff";
import type { MediaAnswer } from "../wire/frames";
import type { Connection } from "../wire/socket";
import { fingerprintOf, linesOf, SENDING, type SentLine } from "./lines";
import { type Trouble, troubleOfCode } from "./trouble";
import { browserPeers, type PeerWorld } from "./world";

/** No answer, or no path, after this is told (SPEC: no ICE within 8 s). */
const PATIENCE_MS = 8_000;
/** A path that was lost often comes back on another address of ours within this. */
const RECOVERY_MS = 2_500;
/** A press has been answered by then. */
const SETTLED_MS = 2_000;

export type MediaPhase = "off" | "joining" | "joined" | "lost";

export interface MediaState {
  readonly phase: MediaPhase;
  readonly trouble: Trouble | null;
  /** The code the server gave with `refused`; empty else. */
  readonly code: string;
  /** By the device's clock. */
  readonly sinceMs: number;
}

export type Received = readonly [
  programmeSound: MediaStreamTrack | null,
  programmeCamera: MediaStreamTrack | null,
  slides: MediaStreamTrack | null,
  floorSound: MediaStreamTrack | null,
  floorCamera: MediaStreamTrack | null,
];

const NOTHING: Received = [null, null, null, null, null];

/** What a page presses for; what it gets is in the STAGE frame ("cue" is a floor not given yet). */
export type PressedSlot = "programme" | "floor";

export class MediaSession {
  readonly state: Signal<MediaState>;
  /** The tracks that may carry something, by line; null while there is no session. */
  readonly received = signal<Received>(NOTHING);
  /** The server has lost the bridge: what flows may go on, or stand still; nobody knows until one is back. */
  readonly isAway = computed(() => this.connection.stage.value.reason === "LOST");
  /** The connection itself, for whoever reads its statistics. */
  readonly peer = signal<RTCPeerConnection | null>(null);

  private readonly sent = new Map<SentLine, MediaStreamTrack>();
  /** What the reader pressed and the server has not heard in this session yet. */
  private readonly pressed = new Map<PressedSlot, boolean>();
  /** The programme goes on by itself when a server that forgot it comes back; a room's microphone never does. */
  private feedsProgramme = false;
  /** When the programme was pressed for last; what the server says meanwhile may not have heard of it. */
  private saidMs = 0;
  private certificate: Promise<RTCCertificate | null> | null = null;
  private wanted = 0;
  private sends = false;
  private request = 0;
  private fingerprint = "";
  private attempt = 0;
  private cancelPatience = () => {};
  private cancelRetry: (() => void) | null = null;
  private stopFollowing = () => {};

  constructor(
    private readonly connection: Connection,
    private readonly world: PeerWorld = browserPeers,
  ) {
    this.state = signal<MediaState>({ phase: "off", trouble: null, code: "", sinceMs: world.now() });
  }

  /** Keeps the session open until the returned function is called; `sends` offers lines to send on, too. */
  hold(sends: boolean): () => void {
    this.wanted += 1;
    const isNew = this.wanted === 1;
    const grows = sends && !this.sends;
    this.sends ||= sends;
    if (isNew) this.begin();
    else if (grows && this.state.peek().phase !== "off") this.rejoin();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.wanted -= 1;
      if (this.wanted === 0) this.finish();
    };
  }

  /** Sends `track` on `line` now and after every return, or nothing. */
  send(line: SentLine, track: MediaStreamTrack | null): void {
    if (track) this.sent.set(line, track);
    else this.sent.delete(line);
    const peer = this.peer.peek();
    if (peer) void this.feed(peer, line);
  }

  /** The reader pressed: ready to be seen and heard in `slot`, or no more. Said now, or as soon as there is a session. */
  publish(slot: PressedSlot, on: boolean): void {
    if (slot === "programme") this.feedsProgramme = on;
    this.pressed.set(slot, on);
    if (this.received.peek() !== NOTHING) this.sayPressed();
  }

  /** Tries at once: the network came back, or the reader asked to. */
  hurry(): void {
    if (this.wanted > 0 && this.state.peek().phase === "lost") this.rejoin();
  }

  private begin(): void {
    this.certificate ??= this.world.certificate();
    void this.world.turn(this.connection.conference, this.connection.grant); // kept for the first session
    this.connection.onMediaAnswer = (answer) => void this.answered(answer);
    const stopLink = this.followLink();
    const stopNetwork = this.world.onNetworkChange(() => this.checkPath());
    const stopStage = this.followStage();
    this.stopFollowing = () => {
      stopStage();
      stopLink();
      stopNetwork();
    };
  }

  private finish(): void {
    this.stopFollowing();
    this.connection.leaveMedia();
    this.close();
    this.sends = false;
    this.feedsProgramme = false;
    this.pressed.clear();
    this.sent.clear();
    this.attempt = 0;
    this.enter("off");
  }

  /** A session is begun when the link is live and none is; a link that came back keeps the session it has. */
  private followLink(): () => void {
    return effect(() => {
      if (this.connection.link.value.live) queueMicrotask(() => this.linked());
    });
  }

  private linked(): void {
    const peer = this.peer.peek();
    if (!this.connection.link.peek().live || this.cancelRetry !== null) return;
    if (peer === null) void this.join();
    else if (peer.remoteDescription) this.connection.resumeMedia(this.fingerprint);
    else if (this.fingerprint !== "") this.rejoin(); // whoever should have answered our offer has lost it
  }

  private followStage(): () => void {
    return effect(() => {
      const { reason, rights, afterMs } = this.connection.stage.value;
      if (reason === "" && !rights.includes("programme")) this.sayAgain();
      if (reason === "REJOIN") queueMicrotask(() => this.calledBack(afterMs));
    });
  }

  /** Our session is no more, or there is a bridge again. */
  private calledBack(afterMs: number): void {
    if (this.peer.peek() === null && this.state.peek().phase !== "lost") return;
    this.close();
    this.enter("lost", this.state.peek().trouble);
    this.retryIn(afterMs);
  }

  /** Says again that this page feeds the programme: a server that came back does not know it. */
  private sayAgain(): void {
    if (!this.feedsProgramme || this.world.now() - this.saidMs < SETTLED_MS) return;
    this.saidMs = this.world.now();
    this.connection.publish("programme", true);
  }

  private async join(): Promise<void> {
    if (this.wanted === 0 || this.peer.peek() !== null) return;
    this.request += 1;
    const request = this.request;
    if (this.state.peek().phase !== "lost") this.enter("joining");
    const { conference, grant } = this.connection;
    const [certificate, turn] = await Promise.all([this.certificate, this.world.turn(conference, grant)]);
    if (request !== this.request || this.wanted === 0) return;
    const peer = this.world.open(certificate ?? null, turn);
    if (!peer) return this.enter("lost", "unsupported");
    for (const { kind, direction } of linesOf(this.sends))
      prefer(peer.addTransceiver(kind, { direction }), kind);
    this.peer.value = peer;
    peer.onconnectionstatechange = () => this.peer.peek() === peer && this.moved(peer);
    this.cancelPatience = this.world.after(PATIENCE_MS, () => this.tooLate(peer));
    await this.offer(peer, request);
  }

  /** Looks for another path and keeps what flows: the same connection with new ICE credentials; else a new one. */
  private restart(): void {
    const peer = this.peer.peek();
    if (!peer?.remoteDescription || !this.connection.link.peek().live) return this.rejoin();
    this.request += 1;
    this.cancelPatience();
    this.cancelPatience = this.world.after(RECOVERY_MS, () => {
      if (this.peer.peek() === peer && peer.connectionState !== "connected") this.rejoin();
    });
    void this.offer(peer, this.request, { iceRestart: true });
  }

  private async offer(peer: RTCPeerConnection, request: number, how: RTCOfferOptions = {}): Promise<void> {
    try {
      await peer.setLocalDescription(await peer.createOffer(how));
    } catch (error) {
      console.error("no offer", error);
      return this.lose("unsupported");
    }
    if (this.peer.peek() !== peer) return;
    const sdp = peer.localDescription?.sdp ?? "";
    this.fingerprint = fingerprintOf(sdp) ?? "";
    // The bridge needs none of our candidates: it answers to where our checks come from.
    if (!this.connection.joinMedia(request, sdp, this.fingerprint)) this.lose(null);
  }

  private async answered({ request, sdp, code }: MediaAnswer): Promise<void> {
    const peer = this.peer.peek();
    if (request !== this.request || !peer) return;
    if (sdp === "") return this.lose(troubleOfCode(code), code);
    try {
      await peer.setRemoteDescription({ type: "answer", sdp });
    } catch (error) {
      console.error("not an answer", error);
      return this.lose("refused", "BAD_ANSWER");
    }
    if (this.peer.peek() !== peer) return;
    if (this.received.peek() === NOTHING) {
      const tracks = peer.getTransceivers().map((transceiver) => transceiver.receiver.track);
      this.received.value = [0, 1, 2, 3, 4].map((line) => tracks[line] ?? null) as unknown as Received;
    }
    for (const line of this.sent.keys()) void this.feed(peer, line);
    this.sayPressed();
  }

  private sayPressed(): void {
    if (this.pressed.has("programme")) this.saidMs = this.world.now();
    for (const [slot, on] of this.pressed) this.connection.publish(slot, on);
    this.pressed.clear();
  }

  private moved(peer: RTCPeerConnection): void {
    switch (peer.connectionState) {
      case "connected":
        this.cancelPatience();
        this.attempt = 0;
        return this.enter("joined");
      case "disconnected":
        this.cancelPatience();
        this.cancelPatience = this.world.after(RECOVERY_MS, () => this.restart());
        return;
      case "failed":
        return this.lose(this.state.peek().phase === "joined" ? null : "blocked");
    }
  }

  private tooLate(peer: RTCPeerConnection): void {
    if (this.peer.peek() === peer) this.lose(peer.remoteDescription ? "blocked" : "late");
  }

  /** Our addresses changed: if the path does not heal by itself, take a new one. */
  private checkPath(): void {
    const peer = this.peer.peek();
    if (this.wanted === 0) return;
    if (!peer) return this.hurry();
    this.cancelPatience();
    this.cancelPatience = this.world.after(RECOVERY_MS, () => {
      if (this.peer.peek() === peer && peer.connectionState !== "connected") this.restart();
    });
  }

  private rejoin(): void {
    this.close();
    void this.join();
  }

  private lose(trouble: Trouble | null, code = ""): void {
    if (this.wanted === 0) return;
    this.close();
    this.enter("lost", trouble ?? this.state.peek().trouble, code);
    this.retryIn(backoffMs(this.attempt + 1, this.world.random));
    this.attempt += 1;
  }

  /** Without a link the next try waits for it. */
  private retryIn(ms: number): void {
    if (this.wanted === 0 || this.state.peek().phase === "joined") return;
    this.cancelRetry?.();
    this.cancelRetry = this.world.after(ms, () => {
      this.cancelRetry = null;
      if (this.connection.link.peek().live) this.rejoin();
    });
  }

  private close(): void {
    this.cancelPatience();
    this.cancelRetry?.();
    this.cancelRetry = null;
    const peer = this.peer.peek();
    this.peer.value = null;
    this.received.value = NOTHING;
    if (!peer) return;
    peer.onconnectionstatechange = null;
    peer.close();
  }

  private enter(phase: MediaPhase, trouble: Trouble | null = null, code = ""): void {
    const now = this.state.peek();
    if (now.phase === phase && now.trouble === trouble && now.code === code) return;
    this.state.value = { phase, trouble, code, sinceMs: this.world.now() };
  }

  private async feed(peer: RTCPeerConnection, line: SentLine): Promise<void> {
    const sender = peer.getTransceivers()[line]?.sender;
    if (!sender) return;
    const track = this.sent.get(line) ?? null;
    if (sender.track === track) return;
    await sender.replaceTrack(track).catch((error: unknown) => console.error("not sent", error));
    if (track) await limit(sender, line).catch((error: unknown) => console.error("not limited", error));
  }
}

/** What the bridge passes on; an offer without the rest is a third as long. */
const CODECS = /^(audio\/opus|video\/VP8|video\/H264)$/i;

function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video"): void {
  const known = RTCRtpReceiver.getCapabilities?.(kind)?.codecs.filter(isPassedOn) ?? [];
  if (known.length > 0) transceiver.setCodecPreferences?.(known);
}

const isPassedOn = ({ mimeType, sdpFmtpLine = "" }: RTCRtpCodec): boolean =>
  CODECS.test(mimeType) &&
  (!/h264/i.test(mimeType) || /packetization-mode=1.*profile-level-id=42e0/i.test(sdpFmtpLine));

/** Holds a sender to what its line may cost. Slides keep their letters sharp, a camera keeps moving. */
async function limit(sender: RTCRtpSender, line: SentLine): Promise<void> {
  const { bitsPerS, framesPerS } = SENDING[line];
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings ?? []) {
    encoding.maxBitrate = bitsPerS;
    if (framesPerS > 0) encoding.maxFramerate = framesPerS;
  }
  await sender.setParameters(parameters);
}

const sessions = new WeakMap<Connection, MediaSession>();

/** The page's media session: the same object for the same link. */
export function mediaOf(connection: Connection): MediaSession {
  let session = sessions.get(connection);
  if (!session) {
    session = new MediaSession(connection);
    sessions.set(connection, session);
  }
  return session;
}
