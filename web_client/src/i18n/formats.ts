/** Numbers, dates, times, ages and the order of names, as each language writes them. Times are shown in the conference's zone. */
import { signal } from "@preact/signals";
import { language } from "./language";

/** The conference's zone; set from the row of topic `conference`. */
export const zone = signal("Asia/Ho_Chi_Minh");

const NO_BREAK = "\u00a0";
const locale = () => (language.value === "vi" ? "vi-VN" : "en-GB");

/** 44560 -> "44.560" / "44,560". */
export const count = (n: number): string => n.toLocaleString(locale());

/** 44560 of 46540 -> "95,7 %" / "95.7%"; of nothing -> "–". */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "–";
  const value = ((part / whole) * 100).toLocaleString(locale(), {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return language.value === "vi" ? `${value}${NO_BREAK}%` : `${value}%`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(ms: number): Record<string, string> {
  const key = zone.value;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      timeZone: key,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(key, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(ms).map((part) => [part.type, part.value]));
}

/** "07/02/2026" in both languages. */
export function date(ms: number): string {
  const p = parts(ms);
  return `${p.day}/${p.month}/${p.year}`;
}

/** "07:41". */
export function time(ms: number): string {
  const p = parts(ms);
  return `${p.hour}:${p.minute}`;
}

/** "07:41:08". */
export function timeExact(ms: number): string {
  const p = parts(ms);
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
