/**
 * Commands that no outcome is known of yet, oldest first. In memory: a reload loses them, so the page asks before it
 * is left. A command keeps its id and the time it was made through any number of links.
 */
import type { Ask } from "./commands";
import { hex, type Outcome } from "./frames";

/** Said by the shell before the journal is reached; the command is offered again. */
const AGAIN = new Set([200, 202, 203]); // BUSY, TOO_FAST, STOPPING (server/core/refusals.py)

/** Unanswered commands on the link at once; the server's own bound per socket is higher. */
const WINDOW = 16;

export interface Waiting {
  readonly id: Uint8Array;
  readonly ask: Ask;
  readonly madeMs: number;
  sent: boolean;
  readonly answer: (outcome: Outcome) => void;
}

export class Outbox {
  private readonly commands = new Map<string, Waiting>();

  get size(): number {
    return this.commands.size;
  }

  put(id: Uint8Array, ask: Ask, madeMs: number): Promise<Outcome> {
    return new Promise((answer) => {
      this.commands.set(hex(id), { id, ask, madeMs, sent: false, answer });
    });
  }

  /** The link was lost: everything unanswered is to be sent again. */
  rewind(): void {
    for (const command of this.commands.values()) command.sent = false;
  }

  /** The commands to send now, marked as sent. */
  take(): Waiting[] {
    const all = [...this.commands.values()];
    const room = WINDOW - all.filter((c) => c.sent).length;
    const next = all.filter((c) => !c.sent).slice(0, Math.max(0, room));
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
    command.answer(outcome);
    return true;
  }
}
