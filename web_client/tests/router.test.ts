import { describe, expect, it } from "vitest";
import { parse, path } from "../src/router";

const at = (address: string) => parse(new URL(address, "http://dc.test"));

describe("an address", () => {
  it("of a page names its conference, its grant and what follows", () => {
    const board = at("/board/7K2M9QXW/v0/17?wall");
    expect(board).toMatchObject({
      kind: "page",
      route: { page: "board", conference: "7K2M9QXW", grant: "v0", rest: ["17"] },
    });
    expect(board.kind === "page" && board.route.query.has("wall")).toBe(true);
    expect(at("/")).toMatchObject({ kind: "page", route: { page: "home" } });
  });

  it("with a link in its fragment is to be entered, wherever it stands", () => {
    const link = "7K2M9QXW.o17.q3Zb9w2t5yX8cV1nM4kL7jH0gF6";
    expect(at(`/desk#${link}`)).toEqual({ kind: "enter", page: "desk", link, search: "" });
    expect(at(`/board?wall#${link}`)).toMatchObject({ kind: "enter", page: "board", search: "?wall" });
    expect(at(`/desk/7K2M9QXW/o3#${link}`)).toMatchObject({ kind: "enter", link });
  });

  it("with a link that was damaged on its way is to be entered, too: the server says in words that it opens nothing", () => {
    expect(at("/desk#7K2M9QXW.o17.q3Zb9%")).toMatchObject({ kind: "enter", link: "7K2M9QXW.o17.q3Zb9%" });
  });

  it("of a person online has who she is behind the link", () => {
    const link = `7K2M9QXW.q0.${"A".repeat(27)}.17.${"B".repeat(27)}`;
    expect(at(`/phone#${link}`)).toEqual({ kind: "enter", page: "phone", link, search: "" });
  });

  it("of the set-up keeps its code for the page", () => {
    expect(at("/setup#abc-123")).toMatchObject({
      kind: "page",
      route: { page: "setup", fragment: "abc-123" },
    });
  });

  it("of the house needs no conference", () => {
    expect(at("/operations")).toMatchObject({ kind: "page", route: { page: "operations", conference: "" } });
  });

  it("of nothing is said to be nothing", () => {
    for (const address of ["/desk", "/desk/7K2M9QXW", "/home", "/nothing/at/all"])
      expect(at(address)).toEqual({ kind: "nowhere" });
  });

  it("is cleaned of its token", () => {
    expect(path("desk", "7K2M9QXW", "o17")).toBe("/desk/7K2M9QXW/o17");
    expect(path("board", "7K2M9QXW", "w0", "?wall")).toBe("/board/7K2M9QXW/w0?wall");
  });
});
