import { describe, expect, it } from "vitest";
import * as rows from "../../src/tables/rows";
import type { Table } from "../../src/tables/table";
import type { Row } from "../../src/wire/frames";

const table = (...all: Row[]): Table => ({
  position: null,
  asOfMs: 0,
  rows: new Map(all.map((row) => [row[0], row])),
});
const ID = "00112233445566778899aabbccddeeff";

describe("the floor", () => {
  const floor = table(
    [0, "n4", "Hội trường A1", 5000, "", "", 0, 2],
    ["h:p7", 31, "p7", "", 900, 0, 0, 1],
    ["h:n5", 12, "n5", "Hội trường A2", 800, 2, 61_000, 2],
  );

  it("says who is on air, and hands in the order they are served", () => {
    expect(rows.readFloor(floor)).toEqual({
      onAir: "n4",
      onAirName: "Hội trường A1",
      sinceMs: 5000,
      cue: "",
      cueName: "",
      graceUntilMs: 0,
      handCount: 2,
    });
    expect(rows.readHands(floor).map((hand) => [hand.place, hand.timesSpoken, hand.link])).toEqual([
      ["n5", 2, rows.LinkState.SILENT],
      ["p7", 0, rows.LinkState.LINKED],
    ]);
  });

  it("is nothing before its first row came", () => {
    expect([rows.readFloor(table()), rows.readMe(table()), rows.readProgramme(table())]).toEqual([
      null,
      null,
      null,
    ]);
    expect(rows.readHands(table())).toEqual([]);
  });
});

describe("a row of talk has its columns by name", () => {
  it("question", () => {
    const question = rows.readQuestion([
      ID,
      4,
      100,
      "n4",
      "Hội trường A1",
      "Trần Văn Bích",
      "Khi nào?",
      3,
      "Tháng tới.",
      "Chrome",
      "",
      200,
      true,
      "aa",
      300,
    ]);
    expect(question).toMatchObject({ key: ID, state: rows.QuestionState.IN_WRITING, votes: 3, mine: true });
    expect(question).toMatchObject({
      asker: "Trần Văn Bích",
      answer: "Tháng tới.",
      claimDevice: "aa",
      claimedMs: 300,
    });
    expect(question.question).toHaveLength(16);
  });

  it("paper, and who opened it", () => {
    expect(rows.readPaper([ID, "Nghị quyết", 1000, false, 5, 12, "nq.pdf"])).toMatchObject({
      title: "Nghị quyết",
      sizeBytes: 1000,
      shared: false,
      opened: 12,
      fileName: "nq.pdf",
    });
    expect(rows.readOpened([4, "Hội trường A1", 3])).toEqual({ node: 4, name: "Hội trường A1", count: 3 });
  });

  it("phone, and the phone's own", () => {
    const key = "0:0123456789abcdef:7";
    expect(
      rows.readPhone([key, "0123456789abcdef", 7, "Lê Thị An", true, 9, 0, "Safari · iPhone", false]),
    ).toMatchObject({ key, person: 7, waiting: true, session: 0, online: false });
    expect(rows.readMe(table([0, 7, "Lê Thị An", "p7", 2, 25, 0, 120, false]))).toEqual({
      person: 7,
      name: "Lê Thị An",
      place: "p7",
      status: rows.PhoneStatus.ONLINE,
      minutes: 25,
      session: 0,
      minutesNeeded: 120,
      counted: false,
    });
  });

  it("programme", () => {
    expect(rows.readProgramme(table([0, true, true, false, true, 10, 1]))).toEqual({
      live: true,
      camera: true,
      slides: false,
      sound: true,
      sinceMs: 10,
      bridge: 1,
    });
  });
});
