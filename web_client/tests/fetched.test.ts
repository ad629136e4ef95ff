import { beforeEach, describe, expect, it } from "vitest";
import { Fetching, type FetchWorld, fetchOnce, Replaced } from "../src/fetched";
import { FakeWorld } from "./wire/world";

/** A network: what was asked for stands open until the test answers; `stop` fails all of it, as a browser does. */
class Network implements FetchWorld {
  readonly time = new FakeWorld();
  readonly open: { come: (part: string) => void; fail: (error: Error) => void }[] = [];
  asked = 0;
  brokenSheets = 0;
  isSending = false;
  hasNewRelease = false;
  private back: (() => void) | null = null;

  random = () => 1;
  after = this.time.after;
  isReplaced = async () => this.hasNewRelease;
  stop = () => {
    for (const { fail } of this.open.splice(0)) fail(new Error("stopped"));
  };
  mendSheets = async () => {
    if (this.brokenSheets === 0) return;
    this.brokenSheets -= 1;
    throw new Error("no style sheet");
  };
  onBack = (run: () => void) => {
    this.back = run;
    return () => {
      this.back = null;
    };
  };

  load = () => {
    this.asked += 1;
    return new Promise<string>((come, fail) => this.open.push({ come, fail }));
  };
  brings = async (part: string) => {
    for (const { come } of this.open.splice(0)) come(part);
    await this.time.passes(0);
  };
  fails = async () => {
    this.stop();
    await this.time.passes(0);
  };
  isBack = async () => {
    this.back?.();
    await this.time.passes(0);
  };
  get isMinded(): boolean {
    return this.back !== null;
  }
}

let network: Network;
let come: string[];
let isLate: boolean;
let isReplaced: boolean;
let fetching: Fetching<string>;

beforeEach(() => {
  network = new Network();
  come = [];
  isLate = false;
  isReplaced = false;
  const told = {
    come: (part: string) => void come.push(part),
    late: (now: boolean) => {
      isLate = now;
    },
    replaced: () => {
      isReplaced = true;
    },
  };
  fetching = new Fetching(network.load, told, network);
});

describe("a part of a page", () => {
  it("comes, and nothing is asked for afterwards", async () => {
    await network.brings("desk");
    await network.time.passes(600_000);
    expect(come).toEqual(["desk"]);
    expect(isLate).toBe(false);
    expect(network.asked).toBe(1);
    expect(network.isMinded).toBe(false);
  });

  it("that fails is said to be late at once, and asked for until it comes", async () => {
    for (let failures = 1; failures <= 5; failures += 1) {
      await network.fails();
      expect(isLate).toBe(true);
      await network.time.passes(4_000);
      expect(network.asked).toBe(failures + 1);
    }
    await network.brings("desk");
    expect(come).toEqual(["desk"]);
  });

  it("that nobody answers is said to be late, given up and asked for anew", async () => {
    await network.time.passes(7_999);
    expect(isLate).toBe(false);
    await network.time.passes(1);
    expect(isLate).toBe(true);
    await network.time.passes(6_999);
    expect(network.asked).toBe(1);
    await network.time.passes(501);
    expect(network.asked).toBe(2);
  });

  it("is waited for twice as long each time: a slow line gets it too", async () => {
    await network.time.passes(15_500);
    expect(network.asked).toBe(2);
    await network.time.passes(29_999);
    expect(network.open).toHaveLength(1);
    await network.brings("desk");
    expect(come).toEqual(["desk"]);
  });

  it("without its style sheet has not come", async () => {
    network.brokenSheets = 1;
    await network.brings("desk");
    expect(come).toEqual([]);
    expect(isLate).toBe(true);
    await network.time.passes(500);
    await network.brings("desk");
    expect(come).toEqual(["desk"]);
  });

  it("is asked for at once when the network is back", async () => {
    await network.fails();
    await network.isBack();
    expect(network.asked).toBe(2);
    await network.isBack();
    expect(network.asked).toBe(2);
  });

  it("is asked for at once on a press, which the page answers", async () => {
    await network.fails();
    fetching.again();
    await network.time.passes(0);
    expect(isLate).toBe(false);
    expect(network.asked).toBe(2);
  });

  it("that hangs is given up on a press", async () => {
    await network.time.passes(8_000);
    fetching.again();
    await network.time.passes(500);
    expect(network.asked).toBe(2);
    await network.brings("desk");
    expect(come).toEqual(["desk"]);
  });

  it("cuts off nothing that is being sent: what hangs is given up when that is answered", async () => {
    network.isSending = true;
    await network.time.passes(8_000);
    fetching.again();
    await network.time.passes(60_000);
    expect(network.open).toHaveLength(1);
    expect(isLate).toBe(true);
    network.isSending = false;
    await network.time.passes(2_000);
    expect(network.asked).toBe(2);
  });

  it("that a new release has replaced is said to be so once, and asked for no more", async () => {
    await network.fails();
    network.hasNewRelease = true;
    await network.time.passes(500);
    expect(isReplaced).toBe(false);
    await network.fails();
    expect(isReplaced).toBe(true);
    await network.time.passes(600_000);
    await network.isBack();
    fetching.again();
    expect(network.asked).toBe(2);
    expect(network.isMinded).toBe(false);
  });

  it("that nobody shows any more is asked for no more", async () => {
    await network.fails();
    fetching.end();
    await network.time.passes(600_000);
    await network.isBack();
    expect(network.asked).toBe(1);
    expect(come).toEqual([]);
  });
});

describe("one try", () => {
  it("is over after its time, and what it hung on is stopped", async () => {
    fetching.end();
    const tried = fetchOnce(network.load, 5_000, network).catch((error: Error) => error.message);
    await network.time.passes(5_000);
    expect(await tried).toBe("not fetched in time");
    expect(network.open).toEqual([]);
  });

  it("says when it failed because the server has another release", async () => {
    fetching.end();
    network.hasNewRelease = true;
    const tried = fetchOnce(network.load, 5_000, network).catch((error: unknown) => error);
    await network.fails();
    expect(await tried).toBeInstanceOf(Replaced);
  });
});
