/**
 * Parts of pages that are fetched when they are wanted, over networks that drop.
 *
 * Rule 1: a part that did not come is asked for again by itself: later and later, at once when the network is back.
 * Rule 2: what is never answered is given up. A browser joins a second request for a file to the first one and would
 * wait with it for ever (seen in Chromium 156, of scripts and of style sheets); only stopping the first helps.
 * Rule 3: a part comes with its style sheets or not at all; a sheet that failed is asked for again.
 */
import { backoffMs } from "./wire/backoff";

/** Longer, and the reader is told. */
const LATE_MS = 8_000;
/** What has not come by then is given up and asked for anew; twice as long each time: a slow line gets it too. */
const PATIENCE_MS = 15_000;
const MOST_PATIENCE_MS = 120_000;

/** What fetching needs of the browser; tests bring their own. */
export interface FetchWorld {
  random(): number;
  after(ms: number, run: () => void): () => void;
  /** Gives up every request of the page that has no answer yet; the socket stays. */
  stop(): void;
  /** Fetches anew the style sheets that failed; rejects when one does again. */
  mendSheets(): Promise<void>;
  /** Calls `run` whenever the network is back, until the returned function is called. */
  onBack(run: () => void): () => void;
}

const dead = new Set<HTMLLinkElement>();

/** Remembers every style sheet that fails from now on. Called once by main. */
export function mindTheSheets(): void {
  const remember = ({ target }: Event) => {
    if (target instanceof HTMLLinkElement && target.rel === "stylesheet") dead.add(target);
  };
  addEventListener("error", remember, true);
}

/** A failed link stays in the document and asks no more: another one takes its place. */
function fetchSheet(failed: HTMLLinkElement): Promise<void> {
  return new Promise((come, fail) => {
    dead.delete(failed);
    const anew = failed.cloneNode() as HTMLLinkElement;
    anew.onload = () => come();
    anew.onerror = () => fail(new Error(`no style sheet ${anew.href}`));
    failed.replaceWith(anew);
  });
}

const browser: FetchWorld = {
  random: () => Math.random(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  stop: () => window.stop(),
  mendSheets: async () => void (await Promise.all([...dead].map(fetchSheet))),
  onBack: (run) => {
    addEventListener("online", run);
    return () => removeEventListener("online", run);
  },
};

/** What one call of `load` brings, style sheets included. Rejects when it fails, and when it takes longer than `patienceMs`. */
export function fetchOnce<T>(
  load: () => Promise<T>,
  patienceMs = PATIENCE_MS,
  world: FetchWorld = browser,
): Promise<T> {
  return new Promise((come, fail) => {
    const cancel = world.after(patienceMs, () => {
      world.stop();
      fail(new Error("not fetched in time"));
    });
    load()
      .then(async (part) => {
        await world.mendSheets();
        return part;
      })
      .then(come, fail)
      .finally(cancel);
  });
}

interface Told<T> {
  come(part: T): void;
  /** True when the reader should know that it has not come yet; false once she asked for another try. */
  late(isLate: boolean): void;
}

/** One part on its way. Owned by who shows it; over when it has come, or with `end`. */
export class Fetching<T> {
  private tries = 0;
  private isOver = false;
  private cancelLate = () => {};
  /** Null while a try is on its way. */
  private cancelRetry: (() => void) | null = null;
  private readonly offBack: () => void;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly told: Told<T>,
    private readonly world: FetchWorld = browser,
  ) {
    this.offBack = world.onBack(() => this.hurry());
    this.beginToWait();
    void this.fetch();
  }

  /** The reader's own press: what is on its way is given up, and the next try follows. */
  again(): void {
    if (this.isOver) return;
    this.beginToWait();
    if (this.cancelRetry) this.hurry();
    else this.world.stop();
  }

  end(): void {
    this.isOver = true;
    this.cancelLate();
    this.cancelRetry?.();
    this.offBack();
  }

  private beginToWait(): void {
    this.cancelLate();
    this.told.late(false);
    this.cancelLate = this.world.after(LATE_MS, () => this.told.late(true));
  }

  private hurry(): void {
    if (!this.cancelRetry) return;
    this.cancelRetry();
    void this.fetch();
  }

  private async fetch(): Promise<void> {
    this.cancelRetry = null;
    const patienceMs = Math.min(MOST_PATIENCE_MS, PATIENCE_MS * 2 ** this.tries);
    try {
      const part = await fetchOnce(this.load, patienceMs, this.world);
      if (this.isOver) return;
      this.end();
      this.told.come(part);
    } catch {
      if (!this.isOver) this.fail();
    }
  }

  private fail(): void {
    this.cancelLate();
    this.told.late(true);
    this.cancelRetry = this.world.after(backoffMs(this.tries, this.world.random), () => void this.fetch());
    this.tries += 1;
  }
}
