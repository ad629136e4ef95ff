/** What was accepted is offered again to a server that came back with another history, and to no other. */
import { beforeEach, describe, expect, it } from "vitest";
import { addWalkIn, checkIn, giveFloor, placeOfPoint, undo } from "../../src/wire/commands";
import { Accepted, shelfOf } from "../../src/wire/kept";
import { OFFERS } from "../../src/wire/outbox";
import { Connection } from "../../src/wire/socket";
import { FakeWorld } from "./world";

const ROSTER = "roster/17/0";
const CHAIN = new Uint8Array(8);

let world: FakeWorld;
let connection: Connection;

/** A page of this browser: a reload is another one over the same shelves. */
async function opens(shelves?: FakeWorld["shelves"]): Promise<void> {
  world = new FakeWorld();
  if (shelves) Object.assign(world, { shelves });
  connection = new Connection("7K2M9QXW", "o17", world).start();
  connection.watch("conference");
  connection.watch(ROSTER);
  await world.passes(0);
  world.socket.welcomes(world.nowMs);
}

async function comesBack(): Promise<void> {
  world.socket.breaks();
  await world.passes(1_000);
  world.socket.welcomes(world.nowMs);
}

const rows = (epoch: number, seq: number, reset: boolean) =>
  world.socket.says(12, ROSTER, [epoch, seq, CHAIN], world.nowMs, reset, [], []);
const commands = () => world.socket.of(1);
const answers = (verdict = 0, seq = 6) => {
  for (const frame of [...commands()]) world.socket.says(11, [[frame[2], verdict, seq, null, -1]]);
};

beforeEach(async () => {
  await opens();
  rows(1, 5, true);
});

describe("what was accepted", () => {
  it("is offered again, with id and time as they were, when the table begins anew", async () => {
    void connection.submit(checkIn(0, 1234, 17));
    const [first] = commands();
    answers();
    await comesBack();
    expect(commands()).toEqual([]);
    rows(2, 5, true);
    const [again] = commands();
    expect([again?.[1], again?.[2], again?.[3], again?.[5]]).toEqual([
      10,
      first?.[2],
      first?.[3],
      [0, 1234, 17, 0],
    ]);
    expect(connection.waiting.value).toBe(1);
    answers();
    expect(connection.waiting.value).toBe(0);
  });

  it("stays kept after it was offered, for the next time", async () => {
    void connection.submit(checkIn(0, 1, 17));
    answers();
    for (const epoch of [2, 3]) {
      await comesBack();
      rows(epoch, 5, true);
      expect(commands()).toHaveLength(1);
      answers();
    }
  });

  it("is offered again when the epoch changes on a link that held", () => {
    void connection.submit(checkIn(0, 1, 17));
    answers();
    rows(1, 6, false);
    expect(commands()).toHaveLength(1);
    rows(2, 7, false);
    expect(commands()).toHaveLength(2);
    expect(commands()[1]?.[2]).toEqual(commands()[0]?.[2]);
  });

  it("is not offered when the table resumes, nor when it is given anew on the same link", async () => {
    void connection.submit(checkIn(0, 1, 17));
    answers();
    await comesBack();
    rows(1, 6, false);
    rows(1, 7, true);
    expect(commands()).toEqual([]);
  });

  it("outlives a reload: a page that finds another epoch, or less than it knew, offers it", async () => {
    void connection.submit(checkIn(0, 1, 17));
    void connection.submit(undo(new Uint8Array(16), "nhầm người"));
    answers(0, 6);
    for (const [epoch, seq] of [
      [2, 9],
      [2, 4],
    ] as const) {
      await opens(world.shelves);
      rows(epoch, seq, true);
      expect(commands().map((frame) => frame[1])).toEqual([10, 12]);
      answers(0, seq + 1);
    }
    await opens(world.shelves);
    rows(2, 9, true);
    expect(commands()).toEqual([]);
  });

  it("keeps no personal text longer than the tab", () => {
    void connection.submit(addWalkIn(0, 17, "H' Linh Niê", "Khách mời", "Xã bên"));
    void connection.submit(checkIn(0, 1, 17));
    answers();
    const lasting = [...world.shelves.lasting.held.keys()];
    expect(lasting.filter((key) => !key.endsWith("stand"))).toHaveLength(1);
    expect(world.shelves.passing.held.size).toBe(1);
  });

  it("is forgotten when the conference is closed", () => {
    void connection.submit(checkIn(0, 1, 17));
    answers();
    world.socket.says(12, "conference", [1, 7], world.nowMs, true, [[0, "Hội nghị", 3]], []);
    expect(world.shelves.lasting.held.size).toBe(0);
  });

  it("is forgotten after sixty days when nobody closed it", () => {
    void connection.submit(checkIn(0, 1, 17));
    answers();
    const later = world.nowMs + 61 * 24 * 3_600_000;
    expect(new Accepted("7K2M9QXW", "o17", world.shelves, later).all()).toEqual([]);
  });

  it("never puts anybody on air again", async () => {
    void connection.submit(giveFloor(0, placeOfPoint(17)));
    answers();
    await comesBack();
    rows(2, 5, true);
    expect(commands()).toEqual([]);
  });

  it("goes out behind what is new", async () => {
    for (let person = 0; person < 20; person += 1) void connection.submit(checkIn(0, person, 17));
    answers();
    for (const frame of commands().slice(16)) world.socket.says(11, [[frame[2], 0, 7, null, -1]]);
    world.socket.breaks();
    void connection.submit(checkIn(0, 99, 17));
    await world.passes(1_000);
    world.socket.welcomes(world.nowMs);
    rows(2, 5, true);
    expect(commands()[0]?.[5]).toEqual([0, 99, 17, 0]);
    expect(commands()).toHaveLength(16);
  });

  it("waits for somebody else's when it is refused, and in the end says so", async () => {
    void connection.submit(checkIn(0, 1, 17));
    answers();
    await comesBack();
    rows(2, 5, true);
    for (let time = 0; time < OFFERS; time += 1) {
      expect(connection.untaken.value).toBe(0);
      const before = commands().length;
      world.socket.says(11, [[commands().at(-1)?.[2], 111, 0, null, -1]]);
      if (time === OFFERS - 1) break;
      while (commands().length === before) {
        world.socket.says(13, world.nowMs);
        await world.passes(500);
      }
    }
    expect(connection.untaken.value).toBe(1);
    expect(connection.waiting.value).toBe(0);
  });

  it("is bounded, the oldest going first", () => {
    const most = 30;
    const accepted = new Accepted("7K2M9QXW", "o17", world.shelves, world.nowMs, most);
    for (let n = 0; n <= most; n += 1) {
      const id = new Uint8Array(16);
      new DataView(id.buffer).setUint32(0, n);
      accepted.put({ id, ask: checkIn(0, n, 17), madeMs: world.nowMs }, n);
    }
    expect(accepted.all()).toHaveLength(most);
    expect(accepted.all()[0]?.ask.body[1]).toBe(1);
  });

  it("ignores what another program wrote into the browser's storage", () => {
    const prefix = "kept/7K2M9QXW/o17/";
    for (const value of ["", "%%%", "AA==", btoa("\x93\x01\x02\x03")])
      world.shelves.lasting.put(`${prefix}00`, value);
    expect(new Accepted("7K2M9QXW", "o17", world.shelves, world.nowMs).all()).toEqual([]);
  });

  it("goes on without a storage that is forbidden or full", () => {
    const shelf = shelfOf(() => {
      throw new DOMException("denied", "SecurityError");
    });
    shelf.put("a", "b");
    shelf.drop("a");
    expect(shelf.load("").size).toBe(0);
  });
});
