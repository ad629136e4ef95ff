import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { language } from "../../src/i18n/language";
import { TROUBLES, troubleWords } from "../../src/pages/operations/trouble_words";

const trouble = (code: string, about = "", n = 0) =>
  troubleWords({ code, about, n, since_ms: 0, level: "now" });

/** The codes of the server's own table (server/edge/troubles.py), and what the page alone can know. */
const file = fileURLToPath(new URL("../../../server/edge/troubles.py", import.meta.url));
const levels = readFileSync(file, "utf8").match(/^LEVELS = \{([^}]*)\}/m)?.[1] ?? "";
const told = [...levels.matchAll(/"([A-Z_]+)":/g)].map((found) => found[1] as string);

afterEach(() => {
  language.value = "vi";
});

describe("the words of a trouble", () => {
  it("are there for every code of the server, and for no other", () => {
    expect(told.length).toBeGreaterThan(20);
    expect(Object.keys(TROUBLES).sort()).toEqual([...told, "UNREACHABLE", "CLOCK_DIFFERS"].sort());
  });

  it("leave no place empty in either language, and say a next step", () => {
    for (const spoken of ["vi", "en"] as const) {
      language.value = spoken;
      for (const code of Object.keys(TROUBLES)) {
        const [title, next] = trouble(code, "Hội nghị A", 12);
        expect(`${title} ${next}`, code).not.toMatch(/[{}]/);
        expect(next.length, code).toBeGreaterThan(20);
      }
    }
  });

  it("have their figure in its unit", () => {
    expect(trouble("DISK_LOW", "", 33 * 1024 * 1024)[0]).toBe("Đĩa chỉ còn 33\u00a0MB");
    expect(trouble("COMMIT_SLOW", "house", 812.4)[0]).toBe("Ghi đĩa chậm 812\u00a0ms: nhật ký chung");
    expect(trouble("BRIDGE_DROPS", "A", 0.031)[0]).toBe("Trạm hình và tiếng bỏ 3,1\u00a0% gói: A");
    expect(trouble("CLOCK_MOVED", "", -61_000)[0]).toContain("1 phút");
  });

  it("of a newer server's code ask to reload", () => {
    expect(trouble("SOMETHING_NEW")[0]).toContain("SOMETHING_NEW");
    expect(trouble("SOMETHING_NEW")[1]).toBe("Trang này cũ hơn máy chủ. Hãy tải lại trang.");
  });
});
