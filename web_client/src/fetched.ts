/**
 * Parts of pages that are fetched when they are wanted, over networks that drop.
 *
 * Rule 1: a part that did not come is asked for again by itself: later and later, at once when the network is back.
 * Rule 2: what is never answered is given up. A browser joins a second request for a file to the first one and would
 * wait with it for ever (seen in Chromium 156, of scripts and of style sheets); only stopping the first helps. That stops
 * every request of the page: not while one of them sends something.
 * Rule 3: a part comes with its style sheets or not at all; a sheet that failed is asked for again.
 * Rule 4: a part that failed since the server has another release is gone: asked for no more, only a reload brings it.
 */
import { isSending } from "./api";
import { backoffMs } from "./wire/backoff";

/** Longer, and the reader is told. */
const LATE_MS = 8_000;
/** What has not come by then is given up and asked for anew; twice as long each time: a slow line gets it too. */
const PATIENCE_MS = 15_000;
const MOST_PATIENCE_MS = 120_000;
/** Until what hangs is given up, when something was being sent the last time. */
const SENDING_MS = 1_000;

/** The first script that index.html names: another one in every release. */
const ENTRY = /\/assets\/index-[^"]+\.js/;

/** The server has another release than this page is of. */
export class Replaced extends Error {}

/** What fetching needs of the browser; tests bring their own. */
export interface FetchWorld {
  random(): number;
  after(ms: number, run: () => void): () => void;
  /** Something is on its way to the server that must not be cut off. */
  readonly isSending: boolean;
  /** Gives up every request of the page that has no answer yet; the socket stays. */
  stop(): void;
  /** Whether the server has another release than this page is of; false when nobody can say. */
  isReplaced(): Promise<boolean>;
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
  get isSending() {
    return isSending();
  },
  stop: () => window.stop(),
  isReplaced: async () => {
    try {
      const served = ENTRY.exec(await (await fetch("/", { cache: "no-store" })).text())?.[0];
      return !!served && !document.querySelector(`script[src="${served}"]`);
    } catch {
      return false;
    }
  },
  mendSheets: async () => void (await Promise.all([...dead].map(fetchSheet))),
  onBack: (run) => {
    addEventListener("online", run);
    return () => removeEventListener("online", run);
  },
};

/**
 * What one call of `load` brings, style sheets included. Rejects when it fails, and when it takes longer than `patienceMs`;
 * with Replaced when a reload alone would help.
 */
export function fetchOnce<T>(
  load: () => Promise<T>,
  patienceMs = PATIENCE_MS,
  world: FetchWorld = browser,
): Promise<T> {
  return new Promise((come, fail) => {
    let cancel = () => {};
    const waits = (ms: number) => {
      cancel = world.after(ms, () => {
        if (world.isSending) return waits(SENDING_MS);
        world.stop();
        fail(new Error("not fetched in time"));
      });
    };
    waits(patienceMs);
    load()
      .then(async (part) => {
        await world.mendSheets();
        return part;
      })
      .catch(async (error) => {
        throw (await world.isReplaced()) ? new Replaced() : error;
      })
      .then(come, fail)
      .finally(() => cancel());
  });
}

interface Told<T> {
  come(part: T): void;
  /** True when the reader should know that it has not come yet; false once she asked for another try. */
  late(isLate: boolean): void;
  /** It will not come any more. */
  replaced(): void;
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
    else if (!this.world.isSending) this.world.stop();
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
    } catch (error) {
      if (this.isOver) return;
      if (!(error instanceof Replaced)) return this.fail();
      this.end();
      this.told.replaced();
    }
  }

  private fail(): void {
    this.cancelLate();
    this.told.late(true);
    this.cancelRetry = this.world.after(backoffMs(this.tries, this.world.random), () => void this.fetch());
    this.tries += 1;
  }
}
