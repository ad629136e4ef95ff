/** A world for one link: its clock moves when told to, its sockets are held by the test, its server speaks vectors' frames. */
import { decode, encode } from "@msgpack/msgpack";
import { Accepted, type Shelf } from "../../src/wire/kept";
import { Outbox } from "../../src/wire/outbox";
import type { World } from "../../src/wire/world";

export class FakeSocket {
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: unknown[][] = [];
  closed = false;

  send(bytes: Uint8Array): void {
    this.sent.push(decode(bytes) as unknown[]);
  }

  close(): void {
    this.closed = true;
  }

  /** What was sent of one kind of frame. */
  of(kind: number): unknown[][] {
    return this.sent.filter((frame) => frame[0] === kind);
  }

  /** Every WATCH, with HELLO or after it. */
  watches(): unknown[][] {
    return [...this.of(0).flatMap((hello) => hello[5] as unknown[][]), ...this.of(2)];
  }

  says(...frame: unknown[]): void {
    const bytes = encode(frame);
    this.onmessage?.({ data: bytes.slice().buffer });
  }

  welcomes(nowMs: number, deviceState = 0): void {
    this.onopen?.();
    this.says(
      10,
      1,
      "7K2M9QXW",
      "o17",
      17,
      "Tân Lập",
      ["Tỉnh"],
      "0123456789abcdef",
      deviceState,
      nowMs,
      "Hội nghị",
      "vi",
    );
  }

  breaks(code = 1006): void {
    this.onclose?.({ code });
  }
}

/** A browser's storage, as the test sees it. */
export class FakeShelf implements Shelf {
  readonly held = new Map<string, string>();

  load = (prefix: string) => new Map([...this.held].filter(([key]) => key.startsWith(prefix)));
  put = (key: string, value: string) => void this.held.set(key, value);
  drop = (key: string) => void this.held.delete(key);
}

export class FakeWorld implements World {
  readonly shelves = { lasting: new FakeShelf(), passing: new FakeShelf() };
  nowMs = 1_770_426_000_000;
  readonly sockets: FakeSocket[] = [];
  /** What stands in the way of this world's sockets, and how often that was asked. */
  inTheWay: string | null = null;
  asked = 0;
  private ids = 0;
  private timers: { atMs: number; run: () => void }[] = [];

  now = () => this.nowMs;
  random = () => 0.5;
  newId = () => {
    this.ids += 1;
    return new Uint8Array(16).fill(this.ids);
  };

  outbox = async (conference: string, grant: string) =>
    new Outbox(new Accepted(conference, grant, this.shelves, this.nowMs));

  hindrance = async () => {
    this.asked += 1;
    return this.inTheWay;
  };

  open = () => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  };

  after = (ms: number, run: () => void) => {
    const timer = { atMs: this.nowMs + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  };

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  /** Lets `ms` pass: timers run in their order, and what they awaited has happened. */
  async passes(ms: number): Promise<void> {
    const until = this.nowMs + ms;
    for (;;) {
      await settled();
      const next = this.timers.filter((t) => t.atMs <= until).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = until;
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}
