/** The topics a page watches: their tables, and on which socket each was asked for. Kept over a lost link, for resuming. */
import { type Signal, signal } from "@preact/signals";
import { apply, EMPTY, type Table } from "../tables/table";
import { isOfJournal, type RowsFrame, type Watch } from "./frames";

export interface Topic {
  readonly table: Signal<Table>;
  /** The verdict with which the server refused it, or null. */
  readonly refused: Signal<number | null>;
  watchers: number;
  /** Asked to resume on this link, from a position of the journal, and not answered yet. */
  isResuming: boolean;
  /** The socket on which it was asked for. */
  askedOn: WebSocket | null;
}

/** Owned by its Connection. */
export class Topics {
  private readonly topics = new Map<string, Topic>();

  of(name: string): Topic {
    let topic = this.topics.get(name);
    if (!topic) {
      topic = {
        table: signal(EMPTY),
        refused: signal<number | null>(null),
        watchers: 0,
        isResuming: false,
        askedOn: null,
      };
      this.topics.set(name, topic);
    }
    return topic;
  }

  /** What is watched and was not asked for on this socket; asked for from now on. */
  unasked(socket: WebSocket): Watch[] {
    const unasked = [...this.topics].filter(([, topic]) => topic.watchers > 0 && topic.askedOn !== socket);
    return unasked.map(([name, topic]) => {
      const { position } = topic.table.peek();
      topic.isResuming = isOfJournal(position);
      topic.askedOn = socket;
      return [name, position];
    });
  }

  /** What was refused is to be asked for once more: a device that waited may be approved now. */
  askRefusedAgain(): void {
    for (const topic of this.topics.values()) if (topic.refused.peek() !== null) topic.askedOn = null;
  }

  /** Takes rows in. Whether they answer a resume from a position of the journal; null for what is not watched here. */
  put(frame: RowsFrame): boolean | null {
    const topic = this.topics.get(frame.topic);
    if (!topic) return null;
    const wasResuming = topic.isResuming;
    topic.refused.value = null;
    topic.table.value = apply(topic.table.peek(), frame);
    topic.isResuming = false;
    return wasResuming;
  }

  /** Forgets all rows: they hold names. */
  forget(): void {
    for (const topic of this.topics.values()) topic.table.value = EMPTY;
  }
}
