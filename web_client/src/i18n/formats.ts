/** Numbers, dates, times, ages and the order of names, as each language writes them. Times are shown in the conference's zone. */
import { signal } from "@preact/signals";
import { language } from "./language";

/** For conferences whose zone the browser does not know, as in reports (server/reports/words.py). */
const VIETNAM = "Asia/Ho_Chi_Minh";

/** The conference's zone; set from the row of topic `conference`. */
export const zone = signal(VIETNAM);

const NO_BREAK = "\u00a0";
const locale = () => (language.value === "vi" ? "vi-VN" : "en-GB");

/** 44560 -> "44.560" / "44,560". */
export const count = (n: number): string => n.toLocaleString(locale());

/**
 * 44560 of 46540 -> "95,7 %" / "95.7%"; of nothing -> "–". Rounded to a tenth, but never up to 100 % while somebody is
 * missing; somebody who is less than half a tenth is "< 0,1 %".
 */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "–";
  const rounded = Math.round((part * 1000) / whole);
  const tenths = part < whole ? Math.min(999, rounded) : rounded;
  const hardly = part > 0 && tenths === 0;
  const value = ((hardly ? 1 : tenths) / 10).toLocaleString(locale(), {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const written = language.value === "vi" ? `${value}${NO_BREAK}%` : `${value}%`;
  return hardly ? `<${NO_BREAK}${written}` : written;
}

/** 8.25 -> "8,3" / "8.3"; with a unit "8,3 ms". A figure of three digits has no fraction. */
export function figure(n: number, unit = ""): string {
  const written = n.toLocaleString(locale(), { maximumFractionDigits: Math.abs(n) < 100 ? 1 : 0 });
  return unit ? `${written}${NO_BREAK}${unit}` : written;
}

const SIZES = ["B", "KB", "MB", "GB", "TB"] as const;

/** 4404019 -> "4,2 MB" / "4.2 MB": by 1024, as disks are shown. */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(bytes) / 10));
  return figure(bytes / 1024 ** power, SIZES[power]);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const form = {
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone, ...form });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { timeZone: VIETNAM, ...form });
  }
}

/** What the clocks of a zone show: `year`, `month`, `day`, `hour`, `minute` and `second`, in digits. */
export function clockIn(timeZone: string, ms: number): Record<string, string> {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = formatterOf(timeZone);
    formatters.set(timeZone, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(ms).map((part) => [part.type, part.value]));
}

/** "07/02/2026" in both languages. */
export function date(ms: number): string {
  const p = clockIn(zone.value, ms);
  return `${p.day}/${p.month}/${p.year}`;
}

/** "07:41". */
export function time(ms: number): string {
  const p = clockIn(zone.value, ms);
  return `${p.hour}:${p.minute}`;
}

/** "07:41:08". */
export function timeExact(ms: number): string {
  const p = clockIn(zone.value, ms);
  return `${p.hour}:${p.minute}:${p.second}`;
}

export const dateTime = (ms: number): string => `${time(ms)} ${date(ms)}`;

const SPANS = [
  { ms: 86_400_000, vi: "ngày", en: "day" },
  { ms: 3_600_000, vi: "giờ", en: "hour" },
  { ms: 60_000, vi: "phút", en: "minute" },
  { ms: 1_000, vi: "giây", en: "second" },
] as const;

/** A length of time in its largest unit: "4 phút" / "4 minutes". */
export function span(ms: number): string {
  const unit = SPANS.find((s) => ms >= s.ms) ?? SPANS[3];
  const n = Math.max(0, Math.floor(ms / unit.ms));
  return language.value === "vi" ? `${count(n)} ${unit.vi}` : `${count(n)} ${unit.en}${n === 1 ? "" : "s"}`;
}

/** "3 giây trước" / "3 seconds ago"; under a second "vừa xong" / "just now". */
export function age(ms: number): string {
  if (ms < 1_000) return language.value === "vi" ? "vừa xong" : "just now";
  return language.value === "vi" ? `${span(ms)} trước` : `${span(ms)} ago`;
}

const collator = new Intl.Collator("vi");

/** Vietnamese order of names: by given name (the last word), then family name, then the middle. */
export function compareNames(a: string, b: string): number {
  const [x, y] = [a.trim().split(/\s+/), b.trim().split(/\s+/)];
  return (
    collator.compare(x.at(-1) ?? "", y.at(-1) ?? "") ||
    collator.compare(x[0] ?? "", y[0] ?? "") ||
    collator.compare(a, b)
  );
}
