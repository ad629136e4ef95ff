/**
 * What the server said is accepted, kept until the conference closes. When the server comes back with another history
 * (its last seconds lost, an older copy restored) the page offers all of it again: PROTOCOL.md, "What a client keeps".
 *
 * Rule 1: a command is kept as it was sent: id, time, body, texts. The server answers what it still has at once.
 * Rule 2: over a reload numbers stay on the device; personal texts end with the tab.
 * Rule 3: what speaks of a moment is not kept: nobody's hand goes up, and nobody is put on air, out of a memory.
 */
import { decode, encode } from "@msgpack/msgpack";
import type { Ask } from "./commands";
import { fromHex, hex, isOfJournal, type Position } from "./frames";

/** Where a page may keep strings: the browser's storage, or a test's. Refusals are let be: what is kept is then shorter-lived. */
export interface Shelf {
  load(prefix: string): ReadonlyMap<string, string>;
  put(key: string, value: string): void;
  drop(key: string): void;
}

export interface Shelves {
  /** Outlives the browser. */
  readonly lasting: Shelf;
  /** Outlives a reload, and ends with the tab. */
  readonly passing: Shelf;
}

export interface Command {
  readonly id: Uint8Array;
  readonly ask: Ask;
  readonly madeMs: number;
}

interface Kept extends Command {
  /** Where its outcome stood in the journal. */
  readonly seq: number;
  readonly chars: number;
}

/** RaiseHand to ReleaseFloor, ClaimQuestion. */
const OF_A_MOMENT: ReadonlySet<number> = new Set([24, 25, 26, 27, 28, 32]);

/** A commune's desk with everybody in and out twice; half of what a browser lets one site keep. The oldest go first: a lost
 * tail is young. */
const MOST_COMMANDS = 20_000;
const MOST_CHARS = 2_000_000;
/** A conference that nobody closed is forgotten all the same. */
const FORGOTTEN_MS = 60 * 24 * 3_600_000;

const ROOT = "kept/";
const STAND = "stand";

export class Accepted {
  private readonly commands = new Map<string, Kept>();
  private readonly prefix: string;
  private chars = 0;
  private epoch = 0;
  private seq = 0;
  /** Whether this page, since it was loaded, has seen on which history the server stands. */
  private hasSeen = false;

  constructor(
    conference: string,
    grant: string,
    private readonly shelves: Shelves,
    nowMs: number,
    private readonly most = MOST_COMMANDS,
  ) {
    this.prefix = `${ROOT}${conference}/${grant}/`;
    this.sweep(nowMs);
    this.load();
  }

  /** Everything kept, in the order of the journal that accepted it. */
  all(): readonly Command[] {
    return [...this.commands.values()];
  }

  put(command: Command, seq: number): void {
    if (OF_A_MOMENT.has(command.ask.kind)) return;
    const { kind, body, texts } = command.ask;
    const value = toText(encode([kind, command.madeMs, body, texts, seq]));
    const key = hex(command.id);
    this.drop(key);
    this.hold(key, { ...command, seq, chars: value.length });
    (texts.length > 0 ? this.shelves.passing : this.shelves.lasting).put(this.prefix + key, value);
    this.stands(this.epoch, Math.max(this.seq, seq));
    while (this.commands.size > this.most || this.chars > MOST_CHARS)
      this.drop(this.commands.keys().next().value ?? "");
  }

  drop(key: string): void {
    const kept = this.commands.get(key);
    if (!kept) return;
    this.commands.delete(key);
    this.chars -= kept.chars;
    this.shelves.lasting.drop(this.prefix + key);
    this.shelves.passing.drop(this.prefix + key);
  }

  /** The conference is over. */
  forget(): void {
    for (const key of [...this.commands.keys()]) this.drop(key);
    this.shelves.lasting.drop(this.prefix + STAND);
    this.epoch = this.seq = 0;
  }

  /**
   * Whether rows at `position` come of another history than the one that accepted what is kept: the epoch changed, also on
   * a link that held; or `begunAnew`: the table had a position of the journal, and the server did not resume from it. A
   * page that was just loaded has none: it compares the first rows with the latest outcome it knew.
   */
  isForeign(position: Position, begunAnew: boolean): boolean {
    if (begunAnew) this.stands(0, 0);
    if (!isOfJournal(position)) return begunAnew;
    const [epoch, seq] = position as readonly [number, number];
    const isShorter = !this.hasSeen && seq < this.seq;
    const isOther = this.epoch > 0 && (epoch !== this.epoch || isShorter);
    this.hasSeen = true;
    this.stands(epoch, isOther ? 0 : this.seq);
    return begunAnew || isOther;
  }

  private stands(epoch: number, seq: number): void {
    if (epoch === this.epoch && seq === this.seq) return;
    this.epoch = epoch;
    this.seq = seq;
    this.shelves.lasting.put(this.prefix + STAND, `${epoch} ${seq}`);
  }

  private hold(key: string, kept: Kept): void {
    this.commands.set(key, kept);
    this.chars += kept.chars;
  }

  private load(): void {
    const found: [string, Kept][] = [];
    for (const shelf of [this.shelves.lasting, this.shelves.passing])
      for (const [name, value] of shelf.load(this.prefix)) {
        const key = name.slice(this.prefix.length);
        if (key === STAND) [this.epoch = 0, this.seq = 0] = value.split(" ").map(Number);
        else {
          const kept = read(key, value);
          if (kept) found.push([key, kept]);
        }
      }
    for (const [key, kept] of found.sort((a, b) => a[1].seq - b[1].seq)) this.hold(key, kept);
  }

  /** What is left of conferences long past goes, whatever page it was of. */
  private sweep(nowMs: number): void {
    for (const [name, value] of this.shelves.lasting.load(ROOT)) {
      if (name.endsWith(STAND)) continue;
      const kept = read(name.slice(name.lastIndexOf("/") + 1), value);
      if (!kept || nowMs - kept.madeMs > FORGOTTEN_MS) this.shelves.lasting.drop(name);
    }
  }
}

/** Null for what this page did not write. */
function read(key: string, value: string): Kept | null {
  try {
    const [kind, madeMs, body, texts, seq] = decode(fromText(value)) as [
      number,
      number,
      unknown[],
      string[][],
      number,
    ];
    if (![kind, madeMs, seq].every(Number.isFinite) || !Array.isArray(body) || !Array.isArray(texts))
      return null;
    return { id: fromHex(key), ask: { kind, body, texts }, madeMs, seq, chars: value.length };
  } catch {
    return null;
  }
}

const toText = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const fromText = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** The browser's own storage; one that is full, forbidden or absent keeps nothing, and the page goes on. */
export function shelfOf(storage: () => Storage): Shelf {
  const attempt = <T>(use: (storage: Storage) => T, otherwise: T): T => {
    try {
      return use(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    load: (prefix) =>
      attempt(
        (held) =>
          new Map(Object.entries(held).filter(([key]) => key.startsWith(prefix)) as [string, string][]),
        new Map(),
      ),
    put: (key, value) => attempt((held) => held.setItem(key, value), undefined),
    drop: (key) => attempt((held) => held.removeItem(key), undefined),
  };
}
