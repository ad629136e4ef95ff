import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  age,
  compareNames,
  count,
  date,
  figure,
  percent,
  size,
  span,
  time,
  timeExact,
  zone,
} from "../../src/i18n/formats";
import { language, words } from "../../src/i18n/language";

const AT = Date.UTC(2026, 1, 7, 0, 41, 8);

beforeEach(() => {
  language.value = "vi";
  zone.value = "Asia/Ho_Chi_Minh";
});
afterEach(() => {
  language.value = "vi";
});

describe("Vietnamese", () => {
  it("writes numbers with thousand dots and a decimal comma", () => {
    expect(count(44560)).toBe("44.560");
    expect(count(1234)).toBe("1.234");
    expect(percent(44560, 46540)).toBe("95,7\u00a0%");
    expect(percent(0, 0)).toBe("–");
  });

  it("writes figures with their unit, and sizes by 1024", () => {
    expect(figure(8.25, "ms")).toBe("8,3\u00a0ms");
    expect(figure(812.4, "ms")).toBe("812\u00a0ms");
    expect(size(0)).toBe("0\u00a0B");
    expect(size(1023)).toBe("1.023\u00a0B");
    expect(size(1024)).toBe("1\u00a0KB");
    expect(size(4_404_019)).toBe("4,2\u00a0MB");
    expect(size(2 ** 60)).toBe("1.048.576\u00a0TB");
  });

  it("rounds no share up to the whole, nor up from next to nothing", () => {
    expect(percent(46_539, 46_540)).toBe("99,9\u00a0%");
    expect(percent(46_540, 46_540)).toBe("100,0\u00a0%");
    expect(percent(1, 46_540)).toBe("<\u00a00,1\u00a0%");
    expect(percent(46, 46_540)).toBe("0,1\u00a0%");
    expect(percent(0, 46_540)).toBe("0,0\u00a0%");
  });

  it("shows Vietnam's time for a zone the browser does not know", () => {
    zone.value = "Factory";
    expect(time(AT)).toBe("07:41");
  });

  it("writes dates by day, 24 hours, in the conference's zone", () => {
    expect([date(AT), time(AT), timeExact(AT)]).toEqual(["07/02/2026", "07:41", "07:41:08"]);
    zone.value = "UTC";
    expect([time(AT), time(AT - 41 * 60_000)]).toEqual(["00:41", "00:00"]);
  });

  it("says ages in the largest unit", () => {
    expect([age(400), age(3_200), age(4 * 60_000), age(2 * 3_600_000)]).toEqual([
      "vừa xong",
      "3 giây trước",
      "4 phút trước",
      "2 giờ trước",
    ]);
  });

  it("orders names by the given name", () => {
    const names = [
      "Trần Văn Bình",
      "Lê Thị An",
      "Nguyễn Văn Đức",
      "Phạm Thu Dung",
      "Trần Văn Bích",
      "Lê Bích",
    ];
    expect(names.sort(compareNames)).toEqual([
      "Lê Thị An",
      "Lê Bích",
      "Trần Văn Bích",
      "Trần Văn Bình",
      "Phạm Thu Dung",
      "Nguyễn Văn Đức",
    ]);
  });
});

describe("English", () => {
  it("writes the same in its own way", () => {
    language.value = "en";
    expect([count(44560), percent(44560, 46540), age(1_000), age(4_000), span(120_000)]).toEqual([
      "44,560",
      "95.7%",
      "1 second ago",
      "4 seconds ago",
      "2 minutes",
    ]);
    expect(date(AT)).toBe("07/02/2026");
  });
});

describe("words", () => {
  it("are filled in the language that is spoken", () => {
    const t = words({ vi: { found: "{n} người trong {all}" }, en: { found: "{n} of {all}" } });
    expect(t("found", { n: 4, all: 78 })).toBe("4 người trong 78");
    language.value = "en";
    expect(t("found", { n: 4, all: 78 })).toBe("4 of 78");
  });
});
