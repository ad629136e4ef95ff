import { describe, expect, it } from "vitest";
import { fold, fragments, match } from "../../src/parts/search";

const found = (query: string, name: string) => {
  const hit = match(fragments(query), name);
  return hit === null ? null : hit.marks.map(([from, to]) => name.slice(from, to));
};

describe("searching a Vietnamese name", () => {
  it("is folded letter for letter, so that marks stand where they were found", () => {
    for (const name of [
      "Nguyễn Thị Hằng",
      "ĐẶNG ĐÌNH ĐỨC",
      "Y Khoa Niê",
      "Hờ Linh",
      "Ơ ơ Ư ư Ẫ ẫ",
      "Große İ",
    ])
      expect(fold(name)).toHaveLength(name.length);
    expect(fold("Đặng Thị Ngọc Diễm")).toBe("dang thi ngoc diem");
  });

  it("finds it without diacritics, by the beginnings of its words", () => {
    expect(found("tran van b", "Trần Văn Bích")).toEqual(["Trần", "Văn", "B"]);
    expect(found("tran van b", "Trần Thị Vân Biên")).toEqual(["Trần", "Vân", "B"]);
    expect(found("bich", "Trần Văn Bích")).toEqual(["Bích"]);
    expect(found("b tran", "Trần Văn Bích")).toEqual(["Trần", "B"]);
    expect(found("dung", "Đỗ Tiến Dũng")).toEqual(["Dũng"]);
    expect(found("ran", "Trần Văn Bích")).toBeNull();
    expect(found("tran tran", "Trần Văn Bích")).toBeNull();
  });

  it("finds a name with an apostrophe however it is typed", () => {
    for (const query of ["H'Duyên B", "h duyen", "h’duyen", "duyen bkrong"])
      expect(found(query, "H'Duyên Bkrông"), query).not.toBeNull();
  });

  it("finds a decomposed name and a query with marks", () => {
    expect(match(fragments("Trần"), "Trần Văn Bích".normalize("NFD"))).not.toBeNull();
    expect(found("TRẦN VĂN", "Trần Văn Bích")).toEqual(["Trần", "Văn"]);
  });

  it("ranks neighbouring words before words apart before any order", () => {
    const ranks = ["Trần Văn Bích", "Trần Thị Văn Bích", "Bích Trần Văn"].map(
      (name) => match(fragments("tran van b"), name)?.rank,
    );
    expect(ranks).toEqual([0, 1, 2]);
  });
});
