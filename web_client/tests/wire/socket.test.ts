import { beforeEach, describe, expect, it, vi } from "vitest";
import { Replaced } from "../../src/fetched";
import { backoffMs } from "../../src/wire/backoff";
import { checkIn } from "../../src/wire/commands";
import type { Outcome } from "../../src/wire/frames";
import { Connection } from "../../src/wire/socket";
import { FakeWorld } from "./world";

let world: FakeWorld;
let connection: Connection;

async function linked(): Promise<void> {
  await world.passes(0);
  world.socket.welcomes(world.nowMs);
}

beforeEach(async () => {
  world = new FakeWorld();
  connection = new Connection("7K2M9QXW", "o17", world).start();
  await linked();
});

const outcome = (id: unknown, verdict = 0): unknown[] => [11, [[id, verdict, 1, null, -1]]];

describe("a link", () => {
  it("says which conference it means and with which right, and is live when it is welcomed", () => {
    expect(world.socket.of(0)[0]?.slice(0, 4)).toEqual([0, 1, "7K2M9QXW", "o17"]);
    expect(connection.link.value.live).toBe(true);
    expect(connection.welcome.value?.nodeName).toBe("Tân Lập");
  });

  it("says with HELLO what it wants to see, and asks for no more of it at WELCOME", async () => {
    const stop = connection.watch("board/3/0");
    connection.watch("conference");
    world.socket.breaks();
    await world.passes(1_000);
    const { socket } = world;
    socket.onopen?.();
    connection.watch("floor/0");
    stop();
    const said = socket.watches();
    expect(said).toEqual([
      [2, "board/3/0", null],
      [2, "conference", null],
    ]);
    expect(socket.sent.slice(1)).toEqual([[3, "board/3/0"]]);
    socket.welcomes(world.nowMs);
    expect(socket.watches().slice(said.length)).toEqual([[2, "floor/0", null]]);
  });

  it("asks once more for what a waiting device was refused, when it is approved", async () => {
    const { socket } = world;
    connection.watch("conference");
    connection.watch("board/3/0");
    socket.says(16, 1);
    socket.says(14, "conference", 102);
    socket.says(12, "board/3/0", [1, 1], world.nowMs, true, [], []);
    const before = socket.watches().length;
    socket.says(16, 0);
    expect(socket.watches().slice(before)).toEqual([[2, "conference", null]]);
  });

  it("comes back by itself", async () => {
    world.socket.breaks();
    expect(connection.link.value).toMatchObject({ phase: "lost", live: false });
    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    expect(world.sockets).toHaveLength(2);
    expect(connection.link.value.live).toBe(true);
    expect(world.socket.of(0)).toHaveLength(1);
  });

  it("is lost after eight silent seconds, whatever the socket says; beats keep it", async () => {
    for (let second = 0; second < 12; second += 1) {
      await world.passes(1_000);
      world.socket.says(13, world.nowMs);
    }
    expect(connection.link.value.live).toBe(true);
    expect(connection.asOfMs.value).toBe(world.nowMs);
    const socket = world.socket;
    await world.passes(9_500);
    expect(socket.closed).toBe(true);
    expect(connection.link.value.live).toBe(false);
  });

  it("lets what it heard grow old while it tries in vain", async () => {
    const { nowMs } = world;
    world.socket.breaks();
    for (let tries = 0; tries < 5; tries += 1) {
      await world.passes(5_000);
      world.socket.onopen?.();
      world.socket.breaks();
    }
    expect(world.sockets.length).toBeGreaterThan(3);
    expect(connection.heardMs.value).toBe(nowMs);
    await world.passes(5_000);
    world.socket.welcomes(world.nowMs);
    expect(connection.heardMs.value).toBe(world.nowMs);
  });

  it("leaves when the server asks to, and returns when the server said", async () => {
    world.socket.says(17, 5_000);
    await world.passes(4_900);
    expect(world.sockets).toHaveLength(1);
    await world.passes(200);
    expect(world.sockets).toHaveLength(2);
  });

  it("forgets its rows when it ends: they hold names", () => {
    connection.watch("roster/17/0");
    world.socket.says(12, "roster/17/0", [1, 1], world.nowMs, true, [[0, "B001", "Trần Văn Bích"]], []);
    expect(connection.table("roster/17/0").value.rows.size).toBe(1);
    connection.end("DEVICE_REVOKED");
    expect(connection.table("roster/17/0").value.rows.size).toBe(0);
  });

  it("ends for good when it is revoked or not signed in any more", async () => {
    world.socket.breaks(4403);
    expect(connection.link.value).toMatchObject({ phase: "ended", code: "DEVICE_REVOKED" });
    await world.passes(60_000);
    expect(world.sockets).toHaveLength(1);

    const other = new FakeWorld();
    const stranger = new Connection("7K2M9QXW", "o17", other).start();
    await other.passes(0);
    other.socket.onopen?.();
    other.socket.breaks(4401);
    expect(stranger.link.value).toMatchObject({ phase: "ended", code: "NOT_SIGNED_IN" });
    await other.passes(60_000);
    expect(other.sockets).toHaveLength(1);
  });

  it("tries again while nobody answers", async () => {
    for (let time = 0; time < 5; time += 1) {
      const before = world.sockets.length;
      world.socket.breaks();
      while (world.sockets.length === before) await world.passes(500);
    }
    expect(connection.link.value.phase).toBe("lost");
    world.socket.welcomes(world.nowMs);
    expect(connection.link.value.live).toBe(true);
  });

  it("stands in line for its first word longer than it bears silence afterwards", async () => {
    world.socket.breaks();
    await world.passes(1_000);
    const socket = world.socket;
    socket.onopen?.();
    await world.passes(12_000);
    expect(socket.closed).toBe(false);
    socket.welcomes(world.nowMs);
    expect(connection.link.value.live).toBe(true);
    await world.passes(9_500);
    expect(socket.closed).toBe(true);
  });

  it("gives up a line that does not move, and a socket that never opens sooner", async () => {
    world.socket.breaks();
    await world.passes(1_000);
    const dead = world.socket;
    await world.passes(9_500);
    expect(dead.closed).toBe(true);
    await world.passes(5_000);
    const slow = world.socket;
    slow.onopen?.();
    await world.passes(32_000);
    expect(slow.closed).toBe(true);
  });

  it("whose sockets do not open finds out why, says so while it is lost, and goes on trying", async () => {
    world.inTheWay = "FOREIGN_ORIGIN";
    for (let time = 0; time < 20; time += 1) {
      expect(connection.link.value.code).toBe(time > 3 ? "FOREIGN_ORIGIN" : null);
      world.socket.breaks();
      await world.passes(3_000);
      expect(connection.link.value.phase).toBe("lost");
      expect(world.sockets).toHaveLength(time + 2);
    }
    expect(world.asked).toBe(6);
    world.socket.welcomes(world.nowMs);
    expect(connection.link.value).toMatchObject({ phase: "live", code: null });
    world.socket.breaks();
    expect(connection.link.value).toMatchObject({ phase: "lost", code: null });
  });

  it("that was open says nothing of what it asked before", async () => {
    let says = (_: string | null) => {};
    world.hindrance = () => new Promise((come) => (says = come));
    for (let time = 0; time < 4; time += 1) {
      world.socket.breaks();
      await world.passes(3_000);
    }
    world.socket.onopen?.();
    says("FOREIGN_ORIGIN");
    await world.passes(0);
    world.socket.breaks();
    expect(connection.link.value.code).toBeNull();
  });

  it("stops sending frames that the server calls bad again and again", async () => {
    for (let time = 0; time < 3; time += 1) {
      world.socket.breaks(4400);
      await world.passes(20_000);
    }
    expect(connection.link.value).toMatchObject({ phase: "ended", code: "PAGE_TOO_OLD" });
  });

  it("of a page whose way to send a new release has replaced says that the page is too old", async () => {
    connection.end("LEFT");
    world.outbox = () => Promise.reject(new Replaced());
    const other = new Connection("7K2M9QXW", "o17", world).start();
    await world.passes(60_000);
    expect(other.link.value).toMatchObject({ phase: "ended", code: "PAGE_TOO_OLD" });
    expect(world.sockets).toHaveLength(1);
  });

  it("is begun anew from its positions when something came that is no frame", async () => {
    connection.watch("conference");
    world.socket.says(12, "conference", [1, 7], world.nowMs, true, [[0, "Hội nghị"]], []);
    const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
    world.socket.says(12, "conference", "what is this");
    expect(quiet).toHaveBeenCalledOnce();
    quiet.mockRestore();
    expect(connection.link.value.phase).toBe("lost");
    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    expect(world.socket.watches()).toEqual([[2, "conference", [1, 7]]]);
  });

  it("hurries back when the network does", async () => {
    world.random = () => 1;
    world.socket.breaks();
    await world.passes(1);
    expect(world.sockets).toHaveLength(1);
    connection.hurry();
    await world.passes(0);
    expect(world.sockets).toHaveLength(2);
    connection.hurry();
    await world.passes(0);
    expect(world.sockets).toHaveLength(2);
  });

  it("keeps the place in line that the server gave it, whatever comes back", async () => {
    world.socket.says(17, 60_000);
    await world.passes(1_000);
    connection.hurry();
    await world.passes(58_999);
    expect(world.sockets).toHaveLength(1);
    await world.passes(1);
    expect(world.sockets).toHaveLength(2);
    world.random = () => 1;
    world.socket.breaks();
    await world.passes(1);
    connection.hurry();
    await world.passes(0);
    expect(world.sockets).toHaveLength(3);
  });

  it("hears that its device was approved", () => {
    world.socket.says(16, 1);
    world.socket.says(16, 0);
    expect(connection.deviceState.value).toBe(0);
  });
});

describe("a watched table", () => {
  it("resumes from where it was, and is let go when nobody looks", async () => {
    const leave = connection.watch("board/3/0");
    expect(world.socket.watches()).toEqual([[2, "board/3/0", null]]);
    world.socket.says(12, "board/3/0", [1, 10], world.nowMs, true, [[3, 0, "Tỉnh"]], []);
    expect(connection.table("board/3/0").value.rows.get(3)).toEqual([3, 0, "Tỉnh"]);

    world.socket.breaks();
    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    expect(world.socket.watches()).toEqual([[2, "board/3/0", [1, 10]]]);

    leave();
    leave();
    expect(world.socket.of(3)).toEqual([[3, "board/3/0"]]);
  });

  it("is watched once however many look", () => {
    connection.watch("conference");
    connection.watch("conference")();
    expect(world.socket.watches()).toHaveLength(1);
    expect(world.socket.of(3)).toHaveLength(0);
  });

  it("that is refused says so", () => {
    connection.watch("latest/0");
    world.socket.says(14, "latest/0", 100);
    expect(connection.refusal("latest/0").value).toBe(100);
  });
});

describe("a command", () => {
  it("survives a lost link with its id and the time it was made, until its outcome comes", async () => {
    let answer: Outcome | null = null;
    world.socket.breaks();
    const madeMs = world.nowMs;
    void connection.submit(checkIn(0, 1234, 17)).then((said) => {
      answer = said;
    });
    expect(connection.waiting.value).toBe(1);

    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    const first = world.socket.of(1)[0];
    expect(first?.slice(3, 5)).toEqual([madeMs, world.nowMs]);

    world.socket.breaks();
    await world.passes(2_000);
    world.socket.welcomes(world.nowMs);
    const again = world.socket.of(1)[0];
    expect([again?.[2], again?.[3]]).toEqual([first?.[2], madeMs]);

    world.socket.says(...outcome(again?.[2]));
    await world.passes(0);
    expect(answer).toMatchObject({ verdict: 0 });
    expect(connection.waiting.value).toBe(0);
  });

  it("that the server had no time for is offered again, not lost", async () => {
    void connection.submit(checkIn(0, 1, 17));
    const [sent] = world.socket.of(1);
    world.socket.says(...outcome(sent?.[2], 200));
    expect(connection.waiting.value).toBe(1);
    await world.passes(3_000);
    expect(world.socket.of(1)).toHaveLength(2);
    expect(world.socket.of(1)[1]?.[2]).toEqual(sent?.[2]);
  });

  it("never crowds the link: sixteen unanswered at most, in the order they were made", async () => {
    for (let person = 0; person < 40; person += 1) void connection.submit(checkIn(0, person, 17));
    const persons = () => world.socket.of(1).map((frame) => (frame[5] as number[])[1]);
    expect(persons()).toHaveLength(16);
    for (const frame of [...world.socket.of(1)]) world.socket.says(...outcome(frame[2]));
    expect(persons()).toEqual(Array.from({ length: 32 }, (_, n) => n));
  });
});

describe("waiting between tries", () => {
  it("grows to four seconds and is spread over all of it", () => {
    expect([0, 1, 5, 9].map((attempt) => backoffMs(attempt, () => 1))).toEqual([500, 1_000, 4_000, 4_000]);
    expect(backoffMs(9, () => 0)).toBe(0);
  });
});
