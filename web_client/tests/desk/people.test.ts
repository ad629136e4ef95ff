import { describe, expect, it } from "vitest";
import type { Deed } from "../../src/pages/desk/deeds";
import { asName, countsOf, find, peopleOf } from "../../src/pages/desk/people";
import { readRoster, Status } from "../../src/tables/rows";
import { EMPTY, type Table } from "../../src/tables/table";
import type { Row } from "../../src/wire/frames";

const row = (person: number, name: string, status = 0, post = "", code = "0000", walkIn = false): Row => [
  person,
  code,
  name,
  post,
  "Chi bộ Nà Kít",
  status,
  status === 1 ? 1_770_426_000_000 : 0,
  -1,
  "",
  "",
  null,
  walkIn,
  "",
];

const table = (...rows: Row[]): Table => ({
  ...EMPTY,
  position: [1, 1],
  rows: new Map(rows.map((r) => [r[0], r])),
});

const room = table(
  row(1, "Trần Văn Bích", Status.EXPECTED, "Phó Chủ tịch UBND xã", "4711"),
  row(2, "Trần Văn Bình", Status.PRESENT, "Trưởng thôn"),
  row(3, "Trần Thị Vân Biên", Status.EXPECTED, "Kế toán"),
  row(4, "Nguyễn Văn An", Status.EXCUSED, "Bí thư Chi bộ"),
  row(5, "Lê Khách", Status.UNDONE, "", "", true),
);

const names = (query: string, filter: "all" | "missing" | "present" | "others" = "all") =>
  find(peopleOf(room, new Map()), query, filter).map(({ person }) => person.name);

function deed(over: Partial<Deed>): Deed {
  const before = readRoster(room.rows.get(1) as Row);
  return {
    id: new Uint8Array(16),
    kind: "in",
    person: 1,
    name: before.name,
    about: "",
    atMs: 5,
    before,
    stage: "pending",
    outcome: null,
    ...over,
  };
}

describe("the people of a room", () => {
  it("stand in the order of given names, without undone walk-ins", () => {
    expect(names("")).toEqual(["Nguyễn Văn An", "Trần Văn Bích", "Trần Thị Vân Biên", "Trần Văn Bình"]);
  });

  it("are found by fragments of the name; who is missing comes before who is here", () => {
    expect(names("tran van b")).toEqual(["Trần Văn Bích", "Trần Văn Bình", "Trần Thị Vân Biên"]);
    expect(names("binh")).toEqual(["Trần Văn Bình"]);
  });

  it("are found by the end of the code and by the post, after names", () => {
    expect(names("4711")).toEqual(["Trần Văn Bích"]);
    expect(names("bi thu")).toEqual(["Nguyễn Văn An"]);
    expect(names("ke toan")).toEqual(["Trần Thị Vân Biên"]);
  });

  it("are counted and filtered by how they stand", () => {
    expect(countsOf(peopleOf(room, new Map()))).toEqual({ all: 4, missing: 2, present: 1, others: 1 });
    expect(names("", "missing")).toEqual(["Trần Văn Bích", "Trần Thị Vân Biên"]);
    expect(names("tran", "present")).toEqual(["Trần Văn Bình"]);
  });
});

describe("a deed that waits for its outcome", () => {
  const first = (over: Partial<Deed>, rows = room) =>
    peopleOf(rows, new Map([[1, deed(over)]])).find(({ person }) => person === 1);

  it("shows at once, as pending; then as done until the row itself has changed", () => {
    expect(first({})).toMatchObject({ status: Status.PRESENT, pending: true, atMs: 5 });
    expect(first({ stage: "done" })).toMatchObject({ status: Status.PRESENT, pending: false });
  });

  it("gives way to the row as soon as the row has changed, and when it was refused", () => {
    const changed = table(row(1, "Trần Văn Bích", Status.ELSEWHERE));
    expect(first({ stage: "done" }, changed)).toMatchObject({ status: Status.ELSEWHERE, pending: false });
    expect(first({ stage: "refused" })).toMatchObject({ status: Status.EXPECTED, pending: false });
  });
});

describe("what was typed for nobody", () => {
  it("begins the name of a walk-in", () => {
    expect(asName("  trần  văn b")).toBe("Trần Văn B");
  });
});
