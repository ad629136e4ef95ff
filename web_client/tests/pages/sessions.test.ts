import { describe, expect, it } from "vitest";
import { shownSession } from "../../src/parts/sessions";
import type { ConferenceRow } from "../../src/tables/rows";

const NOON = Date.UTC(2026, 1, 7, 5);
const HOUR = 3_600_000;

/** Sessions an hour apart from `NOON`, by [state, hours from noon]. */
const conference = (state: number, ...sessions: [number, number][]): ConferenceRow => ({
  title: "Hội nghị",
  state,
  units: 0,
  points: 0,
  people: 0,
  stagedPeople: 0,
  zone: "Asia/Ho_Chi_Minh",
  onlinePercent: 50,
  sessions: sessions.map(([sessionState, hours], number) => ({
    number,
    name: "",
    startsMs: NOON + hours * HOUR,
    endsMs: NOON + (hours + 3) * HOUR,
    state: sessionState,
    openedMs: 0,
    closedMs: 0,
    neededMs: 0,
  })),
});

describe("the session a page shows", () => {
  it("is the one that is open, whatever the clock says", () => {
    expect(shownSession(conference(2, [2, -5], [1, 20]), NOON)?.number).toBe(1);
    expect(shownSession(conference(2, [1, -5], [0, 0]), NOON)?.number).toBe(0);
  });

  it("is the one just closed until the next is due within the hour", () => {
    const lunch = conference(1, [2, -5], [0, 1.5]);
    expect(shownSession(lunch, NOON)?.number).toBe(0);
    expect(shownSession(lunch, NOON + HOUR / 2)?.number).toBe(1);
  });

  it("is the first planned one before anything has taken place", () => {
    expect(shownSession(conference(1, [0, 30], [0, 36]), NOON)?.number).toBe(0);
  });

  it("is the last that took place when the conference is over, though another never opened", () => {
    expect(shownSession(conference(3, [2, -5], [0, 0.5]), NOON)?.number).toBe(0);
  });

  it("is none without sessions", () => {
    expect(shownSession(conference(0), NOON)).toBeNull();
  });
});
