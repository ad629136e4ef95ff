/**
 * Commands that no outcome is known of yet, oldest first. In memory: a reload loses them, so the page asks before it
 * is left. A command keeps its id and the time it was made through any number of links.
 *
 * What was accepted is kept (kept.ts) and, when the server has another history, offered again behind what is new.
 */
import type { Ask } from "./commands";
import { hex, type Outcome, type RowsFrame } from "./frames";
import type { Accepted } from "./kept";

/** Said by the shell before the journal is reached; the command is offered again. */
const AGAIN = new Set([200, 202, 203]); // BUSY, TOO_FAST, STOPPING (server/core/refusals.py)
/** Verdicts from here on are refusals. */
const REFUSED = 100;

/** A conference's own row says that it is closed: nothing of it will be offered again. */
const CLOSED = 3;

/** Unanswered commands on the link at once; the server's own bound per socket is higher. */
const WINDOW = 16;

/** What had been accepted and is now refused may wait for somebody else's: a check-in for the session to be open again.
 * One try takes a second or two, and a room of thousands is back within minutes. */
export const OFFERS = 200;

export interface Waiting {
  readonly id: Uint8Array;
  readonly ask: Ask;
  readonly madeMs: number;
  sent: boolean;
  /** How often it was refused after it had been accepted; null for what was not accepted before. */
  refusals: number | null;
  readonly answer: (outcome: Outcome) => void;
}

export class Outbox {
  private readonly commands = new Map<string, Waiting>();
  /** Offered again and refused: they go out again after the next `rewind`. */
  private readonly resting = new Map<string, Waiting>();
  /** How many that had been accepted the server will not take again. */
  untaken = 0;

  constructor(private readonly accepted: Accepted) {}

  get size(): number {
    return this.commands.size + this.resting.size;
  }

  put(id: Uint8Array, ask: Ask, madeMs: number): Promise<Outcome> {
    return new Promise((answer) => {
      this.commands.set(hex(id), { id, ask, madeMs, sent: false, refusals: null, answer });
    });
  }

  /**
   * Whether the rows are of another history than the one that accepted what is kept; all of it then waits to be sent again.
   * `isResuming`: the table was asked to resume from a position of the journal, and these are the first rows since.
   */
  isForeign(frame: RowsFrame, isResuming: boolean): boolean {
    const isOver = frame.topic === "conference" && frame.rows.some((row) => row[2] === CLOSED);
    if (isOver) this.accepted.forget();
    const isForeign = this.accepted.isForeign(frame.position, isResuming && frame.reset);
    if (isForeign) this.offerAgain();
    return isForeign;
  }

  private offerAgain(): void {
    for (const { id, ask, madeMs } of this.accepted.all()) {
      const key = hex(id);
      if (!this.commands.has(key) && !this.resting.has(key))
        this.commands.set(key, { id, ask, madeMs, sent: false, refusals: 0, answer: () => {} });
    }
  }

  /** The link was lost: everything unanswered is to be sent again. */
  rewind(): void {
    for (const [key, command] of this.resting) this.commands.set(key, command);
    this.resting.clear();
    for (const command of this.commands.values()) command.sent = false;
  }

  /** The commands to send now, marked as sent: what is new goes before what is offered again. */
  take(): Waiting[] {
    const all = [...this.commands.values()];
    const room = Math.max(0, WINDOW - all.filter((c) => c.sent).length);
    const unsent = all.filter((c) => !c.sent);
    const isNew = (c: Waiting) => c.refusals === null;
    const next = [...unsent.filter(isNew), ...unsent.filter((c) => !isNew(c))].slice(0, room);
    for (const command of next) command.sent = true;
    return next;
  }

  /** Settles the command of `outcome`; false when it must be offered again later. */
  settle(outcome: Outcome): boolean {
    const key = hex(outcome.id);
    const command = this.commands.get(key);
    if (!command) return true;
    if (AGAIN.has(outcome.verdict)) return false;
    this.commands.delete(key);
    if (outcome.verdict < REFUSED) this.accepted.put(command, outcome.seq);
    else if (command.refusals !== null) return this.isGivenUp(key, command);
    command.answer(outcome);
    return true;
  }

  private isGivenUp(key: string, command: Waiting): boolean {
    command.refusals = (command.refusals ?? 0) + 1;
    if (command.refusals < OFFERS) {
      this.resting.set(key, command);
      return false;
    }
    this.accepted.drop(key);
    this.untaken += 1;
    return true;
  }
}
