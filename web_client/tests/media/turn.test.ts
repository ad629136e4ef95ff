import { describe, expect, it } from "vitest";
import { keptTurn } from "../../src/media/turn";

const HOUR_MS = 3_600_000;
const SERVER = { urls: ["turn:turn.example.vn"], username: "1:a", credential: "b" };

/** A server that answers with `servers`, or not at all; counts how often it was asked. */
function world(servers: (typeof SERVER)[] | Error, policy: RTCIceTransportPolicy = "all") {
  const paths: string[] = [];
  const clock = { nowMs: 1_000_000 };
  const turn = keptTurn(
    () => clock.nowMs,
    async (path) => {
      paths.push(path);
      if (servers instanceof Error) throw servers;
      return { ice_servers: servers, policy, until_ms: clock.nowMs + HOUR_MS };
    },
  );
  return { turn, paths, clock };
}

describe("the TURN servers of a page", () => {
  it("are asked for once and handed to every connection while they are good", async () => {
    const { turn, paths, clock } = world([SERVER]);
    expect(await turn("7K2M9QXW", "o17")).toEqual({ iceServers: [SERVER], iceTransportPolicy: "all" });
    clock.nowMs += HOUR_MS / 2;
    await turn("7K2M9QXW", "o17");
    expect(paths).toEqual(["/api/c/7K2M9QXW/o17/media"]);
  });

  it("are asked for anew before they end", async () => {
    const { turn, paths, clock } = world([SERVER]);
    await turn("7K2M9QXW", "o17");
    clock.nowMs += HOUR_MS - 500_000;
    await turn("7K2M9QXW", "o17");
    expect(paths).toHaveLength(2);
  });

  it("are asked for by each grant", async () => {
    const { turn, paths } = world([SERVER]);
    await turn("7K2M9QXW", "o17");
    await turn("7K2M9QXW", "q0");
    expect(paths).toHaveLength(2);
  });

  it("change nothing where the house has none, and are not asked for again", async () => {
    const { turn, paths } = world([], "relay");
    expect(await turn("7K2M9QXW", "o17")).toEqual({});
    await turn("7K2M9QXW", "o17");
    expect(paths).toHaveLength(1);
  });

  it("are done without when nobody answers, and asked for again later", async () => {
    const { turn, paths, clock } = world(new Error("offline"));
    expect(await turn("7K2M9QXW", "o17")).toEqual({});
    await turn("7K2M9QXW", "o17");
    expect(paths).toHaveLength(1);
    clock.nowMs += 3_001;
    await turn("7K2M9QXW", "o17");
    expect(paths).toHaveLength(2);
  });
});
