/**
 * One link to one conference under one grant: socket, HELLO, tables, commands. It comes back by itself.
 *
 * Rule 1: what a page sees of the link are signals; a lost link is a state, never an exception.
 * Rule 2: a watched table resumes from its position; a command keeps its id until an outcome comes.
 * Rule 3: the server beats once a second. Eight seconds of silence are a lost link, whatever the socket says;
 * a busy server may take longer for its first word.
 * Rule 4: rows that could not be resumed, or of another epoch, are of another history: what was accepted is offered again.
 * Rule 5: only the server ends a link for good (revoked, signed out); everything else is tried again.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { aheadMs, secondMs } from "../clock";
import { Replaced } from "../fetched";
import type { Table } from "../tables/table";
import { backoffMs } from "./backoff";
import type { Ask } from "./commands";
import * as frames from "./frames";
import type { Outbox } from "./outbox";
import { Topics } from "./topics";
import { browser, type World } from "./world";

const SILENCE_MS = 8_000;
/** From HELLO to WELCOME: after a restart ten thousand rooms stand in line (server/edge/gate.py). */
const WELCOME_MS = 30_000;
const PING_MS = 15_000;
const RETRY_MS = 1_000;
/** Closes after which the same frames would be sent again for nothing. */
const BAD_FRAME = 4400;
const TOO_LARGE = 4413;
const NOT_SIGNED_IN = 4401;
const REVOKED = 4403;
const MAX_BAD_CLOSES = 3;
/** After so many sockets that did not open the page asks why, and after as many more again. */
const UNOPENED = 3;

export type Phase = "linking" | "live" | "lost" | "ended";

export interface Link {
  readonly phase: Phase;
  readonly live: boolean;
  /** When this phase began, by the device's clock. */
  readonly sinceMs: number;
  /** Why it ended, or what keeps it lost, where that is known: an error code of the server or the page. */
  readonly code: string | null;
}

const NO_STAGE: frames.Stage = { rights: [], onAir: "", muted: false, reason: "", afterMs: 0 };

export class Connection {
  readonly link: Signal<Link>;
  readonly welcome = signal<frames.Welcome | null>(null);
  readonly deviceState = signal(0);
  /** What this page may feed, and who is on air: as last heard. The bridge holds the law, not this. */
  readonly stage = signal<frames.Stage>(NO_STAGE);
  /** Hears the bridge's answers to JOIN_MEDIA; set by src/media. */
  onMediaAnswer: (answer: frames.MediaAnswer) => void = () => {};
  /** Commands without an outcome yet. */
  readonly waiting = signal(0);
  /** Commands that had been accepted, were lost by the server and are refused now. */
  readonly untaken = signal(0);
  /** The server's time of the newest thing heard. */
  readonly asOfMs = signal(0);
  /** The device's time of the newest thing heard on a live link; ages are counted from it, and no try makes them younger. */
  readonly heardMs: Signal<number>;

  /** Null until the first link, and for a page that only watches. */
  private outbox: Outbox | null = null;
  private readonly topics = new Topics();
  private socket: WebSocket | null = null;
  private attempt = 0;
  private badCloses = 0;
  /** Sockets in a row that did not open. */
  private unopened = 0;
  private hindrance: string | null = null;
  private helloMs = 0;
  /** When the present socket was opened or last said anything: its silence is counted from it. */
  private wordMs = 0;
  /** HELLO is said and WELCOME has not come yet. */
  private isInLine = false;
  private cancelTimer = () => {};
  private cancelRetry: (() => void) | null = null;
  /** The present wait is the server's, a place in line among thousands. */
  private isInServersHands = false;
  private lastPingMs = 0;

  constructor(
    readonly conference: string,
    readonly grant: string,
    private readonly world: World = browser,
  ) {
    this.link = signal<Link>({ phase: "linking", live: false, sinceMs: world.now(), code: null });
    this.heardMs = signal(world.now());
  }

  start(): this {
    void this.connect();
    this.watchSilence();
    return this;
  }

  /** The table of `topic`, live while watched. */
  table(topic: string): ReadonlySignal<Table> {
    return this.topics.of(topic).table;
  }

  /** The verdict with which the server refused `topic`, or null. */
  refusal(topic: string): ReadonlySignal<number | null> {
    return this.topics.of(topic).refused;
  }

  /** Keeps the topic live until the returned function is called as often as this one was. */
  watch(name: string): () => void {
    const topic = this.topics.of(name);
    topic.watchers += 1;
    if (topic.watchers === 1 && this.socket && this.link.peek().live) this.ask(this.socket);
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      topic.watchers -= 1;
      if (topic.watchers > 0) return;
      if (topic.askedOn === this.socket) this.socket?.send(frames.unwatch(name) as Uint8Array<ArrayBuffer>);
      topic.askedOn = null;
    };
  }

  /** Sends `ask` now or when the link is back; resolves with the outcome, however late it comes. */
  submit(ask: Ask, id: Uint8Array = this.world.newId()): Promise<frames.Outcome> {
    if (!this.outbox) throw new Error("no command before the first link, nor of a page that only watches");
    const outcome = this.outbox.put(id, ask, this.world.now());
    this.flush();
    return outcome;
  }

  newId(): Uint8Array {
    return this.world.newId();
  }

  /** Offers a media session; the answer goes to `onMediaAnswer`. False when there is no link to ask on. */
  joinMedia(request: number, offer: string, fingerprint: string): boolean {
    this.send(frames.joinMedia(request, offer, fingerprint));
    return this.link.peek().live;
  }

  /** Says that the media session of this certificate is still ours; STAGE answers. */
  resumeMedia(fingerprint: string): void {
    this.send(frames.resumeMedia(fingerprint));
  }

  leaveMedia(): void {
    this.send(frames.leaveMedia());
  }

  /** Says that this page feeds `slot` from now on, or no more. Lost links forget it: src/media says it again. */
  publish(slot: string, on: boolean): void {
    this.send(frames.publish(slot, on));
  }

  /** Tries at once instead of at the end of a wait of the page's own: the network or the page has come back. */
  hurry(): void {
    if (this.link.peek().phase !== "lost" || this.cancelRetry === null || this.isInServersHands) return;
    this.cancelRetry();
    this.cancelRetry = null;
    void this.connect();
  }

  /** Ends the link for good and says why; commands without an outcome stay counted, rows are forgotten: they hold names. */
  end(code: string): void {
    this.enter("ended", code);
    this.topics.forget();
    this.cancelTimer();
    this.cancelRetry?.();
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private enter(phase: Phase, code: string | null = null): void {
    const link = this.link.peek();
    if (link.phase !== phase || link.code !== code)
      this.link.value = { phase, live: phase === "live", sinceMs: this.world.now(), code };
  }

  private async connect(): Promise<void> {
    this.cancelRetry = null;
    try {
      this.outbox ??= await this.world.outbox(this.conference, this.grant);
    } catch (error) {
      return error instanceof Replaced ? this.end("PAGE_TOO_OLD") : this.lose();
    }
    if (this.link.peek().phase !== "ended") this.openSocket();
  }

  private openSocket(): void {
    const socket = this.world.open();
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    this.wordMs = this.world.now();
    this.isInLine = false;
    this.unopened += 1;
    socket.onopen = () => {
      this.unopened = 0;
      this.hindrance = null;
      this.helloMs = this.world.now();
      this.isInLine = true;
      const hello = frames.hello(this.conference, this.grant, this.helloMs, this.topics.unasked(socket));
      socket.send(hello as Uint8Array<ArrayBuffer>);
    };
    socket.onmessage = (event) => {
      if (this.socket === socket) this.hear(event.data as ArrayBuffer);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.closed(event.code);
    };
  }

  private closed(code: number): void {
    if (code === REVOKED) return this.end("DEVICE_REVOKED");
    if (code === NOT_SIGNED_IN) return this.end("NOT_SIGNED_IN");
    this.badCloses = code === BAD_FRAME || code === TOO_LARGE ? this.badCloses + 1 : 0;
    if (this.badCloses >= MAX_BAD_CLOSES) return this.end("PAGE_TOO_OLD");
    this.lose();
  }

  private lose(afterMs = backoffMs(this.attempt, this.world.random)): void {
    this.enter("lost", this.hindrance);
    if (this.unopened > 0 && this.unopened % UNOPENED === 0) void this.findOut();
    this.isInServersHands = false;
    this.outbox?.rewind();
    this.attempt += 1;
    this.cancelRetry = this.world.after(afterMs, () => void this.connect());
  }

  private async findOut(): Promise<void> {
    const code = await this.world.hindrance();
    if (this.unopened === 0) return;
    this.hindrance = code;
    if (this.link.peek().phase === "lost") this.enter("lost", code);
  }

  private hear(bytes: ArrayBuffer): void {
    this.wordMs = this.world.now();
    if (this.link.peek().live) this.heardMs.value = this.wordMs;
    const frame = this.understand(bytes);
    if (frame === null) return;
    switch (frame.kind) {
      case "welcome":
        return this.welcomed(frame);
      case "outcomes":
        return this.settle(frame.outcomes);
      case "rows":
        return this.put(frame);
      case "beat":
        this.asOfMs.value = frame.asOfMs;
        return;
      case "refused_topic":
        this.topics.of(frame.topic).refused.value = frame.verdict;
        return;
      case "device":
        this.deviceState.value = frame.state;
        this.topics.askRefusedAgain();
        if (this.socket) this.ask(this.socket);
        return;
      case "reconnect":
        this.leave(frame.afterMs);
        this.isInServersHands = true;
        return;
      case "media_answer":
        return this.onMediaAnswer(frame);
      case "stage":
        this.stage.value = frame;
        return;
    }
  }

  /** Null for what is no frame of this protocol: the link is begun anew, from the positions it had. */
  private understand(bytes: ArrayBuffer): frames.ServerFrame | null {
    try {
      return frames.read(bytes);
    } catch (error) {
      console.error("not a frame", error);
      this.leave(backoffMs(this.attempt, this.world.random));
      return null;
    }
  }

  private welcomed(frame: frames.Welcome): void {
    this.isInLine = false;
    const now = this.world.now();
    aheadMs.value = Math.round(frame.nowMs - (this.helloMs + now) / 2);
    this.asOfMs.value = frame.nowMs;
    this.heardMs.value = now;
    this.welcome.value = frame;
    this.deviceState.value = frame.deviceState;
    this.attempt = 0;
    this.enter("live");
    if (this.socket) this.ask(this.socket);
    this.flush();
  }

  private ask(socket: WebSocket): void {
    for (const watch of this.topics.unasked(socket))
      socket.send(frames.watch(watch) as Uint8Array<ArrayBuffer>);
  }

  private put(frame: frames.RowsFrame): void {
    this.asOfMs.value = Math.max(this.asOfMs.peek(), frame.asOfMs);
    const wasResuming = this.topics.put(frame);
    if (wasResuming === null) return;
    if (this.outbox?.isForeign(frame, wasResuming)) this.flush();
  }

  private settle(outcomes: readonly frames.Outcome[]): void {
    const again = outcomes.filter((outcome) => this.outbox?.settle(outcome) === false);
    if (again.length > 0) {
      this.world.after(RETRY_MS + backoffMs(1, this.world.random), () => {
        this.outbox?.rewind();
        this.flush();
      });
    }
    this.flush();
  }

  private flush(): void {
    if (!this.outbox) return;
    this.waiting.value = this.outbox.size;
    this.untaken.value = this.outbox.untaken;
    if (!this.link.peek().live) return;
    for (const { id, ask, madeMs } of this.outbox.take())
      this.send(frames.command(ask.kind, id, madeMs, this.world.now(), ask.body, ask.texts));
  }

  private send(bytes: Uint8Array): void {
    if (this.link.peek().live) this.socket?.send(bytes as Uint8Array<ArrayBuffer>);
  }

  /** Lets the socket go and comes back after `afterMs`. */
  private leave(afterMs: number): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.lose(afterMs);
  }

  private watchSilence(): void {
    this.cancelTimer = this.world.after(1_000, () => {
      const now = this.world.now();
      const patienceMs = this.isInLine ? WELCOME_MS : SILENCE_MS;
      if (this.socket && now - this.wordMs > patienceMs) {
        const socket = this.socket;
        this.socket = null;
        socket.close();
        this.lose();
      } else if (this.link.peek().live && now - this.lastPingMs > PING_MS) {
        this.lastPingMs = now;
        this.send(frames.ping(now));
      }
      this.watchSilence();
    });
  }
}

/** How old what the page shows is, in milliseconds; moves once a second. */
export function ageMs(connection: Connection): number {
  return Math.max(0, secondMs.value - connection.heardMs.value);
}
