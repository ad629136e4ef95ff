import { describe, expect, it } from "vitest";
import { sortAttention } from "../../src/pages/control/attention";
import { mayClose, nextStep } from "../../src/pages/control/next_step";
import { phoneIn } from "../../src/parts/phone";
import type { ConferenceRow } from "../../src/tables/rows";
import type { Row } from "../../src/wire/frames";

const conference = (state: number, ...sessions: number[]): ConferenceRow => ({
  title: "Hội nghị",
  state,
  units: 1,
  points: 2,
  people: 3,
  stagedPeople: 0,
  zone: "Asia/Ho_Chi_Minh",
  onlinePercent: 50,
  sessions: sessions.map((sessionState, number) => ({
    number,
    name: `Phiên ${number}`,
    startsMs: 0,
    endsMs: 1,
    state: sessionState,
    openedMs: 0,
    closedMs: 0,
    neededMs: 0,
  })),
});

describe("the host's next step", () => {
  it("opens the first session that is planned", () => {
    expect(nextStep(conference(1, 0, 0))).toMatchObject({ kind: "open", session: { number: 0 } });
    expect(nextStep(conference(1, 2, 0))).toMatchObject({ kind: "open", session: { number: 1 } });
  });

  it("closes what is open before anything else", () => {
    expect(nextStep(conference(2, 2, 1))).toMatchObject({ kind: "close", session: { number: 1 } });
    expect(nextStep(conference(2, 1, 0))).toMatchObject({ kind: "close", session: { number: 0 } });
  });

  it("closes the conference when every session is closed, and is nothing afterwards", () => {
    expect(nextStep(conference(1, 2, 2)).kind).toBe("closeConference");
    expect(nextStep(conference(3, 2, 2)).kind).toBe("none");
    expect(nextStep(conference(0, 0)).kind).toBe("none");
  });

  it("may close the conference early once a session took place and none is open", () => {
    expect(mayClose(conference(1, 2, 0))).toBe(true);
    expect(mayClose(conference(2, 2, 1))).toBe(false);
    expect(mayClose(conference(1, 0, 0))).toBe(false);
    expect(mayClose(conference(3, 2, 2))).toBe(false);
  });
});

describe("a contact", () => {
  it("gives the number to call, however it is written", () => {
    expect(phoneIn("Nguyễn Văn A · 0905 123 456")).toBe("0905123456");
    expect(phoneIn("+84 905.123.456 (chị Hoa)")).toBe("+84905123456");
    expect(phoneIn("0905-123-456")).toBe("0905123456");
  });

  it("without a number gives none", () => {
    expect(phoneIn("Nguyễn Văn A, phòng 12")).toBeNull();
    expect(phoneIn("")).toBeNull();
  });
});

describe("what needs attention", () => {
  const rows: Row[] = [
    ["never/7", "never", 7, "Xã B", "", 0, 1],
    ["total:never", "total:never", -1, "", "", 0, 400],
    ["silent/5", "silent", 5, "Xã A", "", 20, 1],
    ["silent/6", "silent", 6, "Xã C", "", 10, 1],
    ["total:silent", "total:silent", -1, "", "", 0, 2],
    ["device/9", "device", 9, "Xã D", "", 30, 1],
    ["total:device", "total:device", -1, "", "", 0, 1],
  ];
  const table = { position: [1], asOfMs: 0, rows: new Map(rows.map((row) => [row[0], row])) };

  it("stands in the order of who waits for the host, the longest wait first", () => {
    expect(sortAttention(table).rows.map((row) => row.node)).toEqual([9, 6, 5, 7]);
  });

  it("is counted by the server, not by the rows that are shown", () => {
    expect(sortAttention(table).totals.get("never")).toBe(400);
  });
});
