import { describe, expect, it } from "vitest";
import { megabytes, screenOf, shareOnline } from "../../src/pages/phone/screens";
import {
  type ConferenceRow,
  ConferenceState,
  type MeRow,
  PhoneStatus,
  runningSession,
  SessionState,
} from "../../src/tables/rows";

const NOBODY: MeRow = {
  person: -1,
  name: "",
  place: "",
  status: PhoneStatus.UNKNOWN,
  minutes: 0,
  session: -1,
  minutesNeeded: 0,
  counted: false,
};
const inRoom = (session: number): MeRow => ({ ...NOBODY, person: 3, status: PhoneStatus.IN_ROOM, session });

function conference(state: number, ...sessions: number[]): ConferenceRow {
  const rows = sessions.map((one, number) => ({
    number,
    name: `Phiên ${number + 1}`,
    startsMs: 0,
    endsMs: 1,
    state: one,
    openedMs: 0,
    closedMs: 0,
    neededMs: 0,
  }));
  return {
    title: "",
    state,
    sessions: rows,
    units: 1,
    points: 1,
    people: 1,
    stagedPeople: 0,
    zone: "UTC",
    onlinePercent: 50,
  };
}

const due = (held: ConferenceRow, me: MeRow) => screenOf(held, runningSession(held), me);
const { DRAFT, LAUNCHED, LIVE, CLOSED } = ConferenceState;
const { PLANNED, OPEN, CLOSED: SHUT } = SessionState;

describe("the screen that is due on a phone", () => {
  it("asks who it is only while a session is open", () => {
    expect(due(conference(DRAFT, PLANNED), NOBODY)).toBe("draft");
    expect(due(conference(LAUNCHED), NOBODY)).toBe("draft");
    expect(due(conference(LAUNCHED, PLANNED), NOBODY)).toBe("notOpen");
    expect(due(conference(LIVE, OPEN), NOBODY)).toBe("identify");
    expect(due(conference(LAUNCHED, SHUT, PLANNED), NOBODY)).toBe("notOpen");
    expect(due(conference(CLOSED, SHUT), NOBODY)).toBe("over");
  });

  it("is hers while she is known, also between sessions and after the last", () => {
    expect(due(conference(LIVE, OPEN, PLANNED), inRoom(0))).toBe("held");
    expect(due(conference(LAUNCHED, SHUT, PLANNED), inRoom(0))).toBe("held");
    expect(due(conference(CLOSED, SHUT, SHUT), inRoom(1))).toBe("held");
  });

  it("asks for one press when another session opens", () => {
    expect(due(conference(LIVE, SHUT, OPEN), inRoom(0))).toBe("again");
    expect(due(conference(LIVE, SHUT, OPEN), inRoom(1))).toBe("held");
  });

  it("waits while the desk must confirm", () => {
    const waiting = { ...NOBODY, status: PhoneStatus.WAITING, session: 0 };
    expect(due(conference(LIVE, OPEN), waiting)).toBe("waiting");
  });
});

describe("what a phone says in figures", () => {
  it("never calls a paper empty", () => {
    expect([1, 40_000, 149_999, 1_400_000].map(megabytes)).toEqual([0.1, 0.1, 0.1, 1.4]);
  });

  it("is a share of the time that counts, whole once it is counted", () => {
    const online = { ...NOBODY, minutes: 30, minutesNeeded: 120 };
    expect(shareOnline(online)).toBe(0.25);
    expect(shareOnline({ ...online, minutes: 500 })).toBe(1);
    expect(shareOnline({ ...online, counted: true })).toBe(1);
    expect(shareOnline(NOBODY)).toBe(0);
  });
});
