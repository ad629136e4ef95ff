import { describe, expect, it } from "vitest";
import {
  type DraftFacts,
  faultsOf,
  mayOpen,
  momentIn,
  planOf,
  readClock,
  readPercent,
  stepOf,
  wallClock,
} from "../../src/pages/plan/steps";

const fresh: DraftFacts = { state: 0, title: "Hội nghị", sessions: 1, points: 0, people: 0, stagedPeople: 0 };

describe("a draft that is opened again", () => {
  it("opens at the first step that is not done", () => {
    expect(stepOf({ ...fresh, title: " " })).toBe(1);
    expect(stepOf({ ...fresh, sessions: 0 })).toBe(1);
    expect(stepOf(fresh)).toBe(2);
    expect(stepOf({ ...fresh, points: 5 })).toBe(2);
    expect(stepOf({ ...fresh, points: 5, people: 60 })).toBe(3);
  });

  it("stays at the roster while people are being imported", () => {
    expect(stepOf({ ...fresh, points: 5, people: 60, stagedPeople: 500 })).toBe(2);
  });

  it("has no step once it is launched", () => {
    expect(stepOf({ ...fresh, state: 1 })).toBeNull();
    expect(mayOpen(1, { ...fresh, state: 1 })).toBe(false);
  });

  it("lets steps already done be opened, and none further on", () => {
    expect([1, 2, 3].map((step) => mayOpen(step as 1 | 2 | 3, fresh))).toEqual([true, true, false]);
  });
});

describe("a time of day", () => {
  it("is read as people type it", () => {
    for (const typed of ["7:30", "07:30", "730", "0730", "7h30", "07g30", "7.30", " 7:30 "])
      expect(readClock(typed)).toBe("07:30");
    expect(readClock("14h")).toBe("14:00");
    expect(readClock("7")).toBe("07:00");
  });

  it("is refused when no clock shows it", () => {
    for (const typed of ["", "24:00", "7:60", "7:5x", "sáng", "-1", "12345"])
      expect(readClock(typed)).toBeNull();
  });
});

describe("a moment", () => {
  it("is what the clocks of the conference's zone show, whatever the browser's zone", () => {
    expect(momentIn("Asia/Ho_Chi_Minh", "2026-02-07", "07:30")).toBe(Date.UTC(2026, 1, 7, 0, 30));
    expect(momentIn("Europe/Berlin", "2026-07-01", "12:00")).toBe(Date.UTC(2026, 6, 1, 10));
  });

  it("goes there and back", () => {
    for (const zone of ["Asia/Ho_Chi_Minh", "UTC", "Europe/Berlin", "America/New_York"])
      expect(wallClock(zone, momentIn(zone, "2026-03-29", "13:45"))).toEqual(["2026-03-29", "13:45"]);
  });

  it("is no number when the day or the clock is none", () => {
    expect(momentIn("UTC", "", "07:30")).toBeNaN();
    expect(momentIn("UTC", "2026-02-07", "")).toBeNaN();
  });
});

describe("a typed session", () => {
  const good = { name: "Phiên sáng", day: "2026-02-07", from: "730", to: "11h30" };

  it("without faults becomes a plan", () => {
    expect(faultsOf(good)).toEqual([]);
    expect(planOf(good, "Asia/Ho_Chi_Minh")).toEqual({
      name: "Phiên sáng",
      starts_ms: Date.UTC(2026, 1, 7, 0, 30),
      ends_ms: Date.UTC(2026, 1, 7, 4, 30),
    });
  });

  it("says every fault it has", () => {
    expect(faultsOf({ name: " ", day: "", from: "x", to: "y" })).toEqual(["name", "day", "from", "to"]);
    expect(faultsOf({ ...good, to: "7:30" })).toEqual(["order"]);
  });
});

describe("how much counts as present", () => {
  it.each([
    ["10", 10],
    ["100", 100],
    [" 60 % ", 60],
    ["9", null],
    ["101", null],
    ["", null],
    ["nửa", null],
    ["50,5", null],
  ])("%j is %j", (typed, percent) => {
    expect(readPercent(typed)).toBe(percent);
  });
});
