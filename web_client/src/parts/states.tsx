/** The states of a conference, of a session and of a point: always the same word, shape and colour. */
import { words } from "../i18n/language";
import { Chip, type Tone } from "./basics";

const t = words({
  vi: {
    conference0: "Đang chuẩn bị",
    conference1: "Đã khởi động",
    conference2: "Đang diễn ra",
    conference3: "Đã đóng",
    session0: "Chưa mở",
    session1: "Đang điểm danh",
    session2: "Đã đóng",
    linked: "Đang kết nối",
    silent: "Im lặng",
    never: "Chưa kết nối",
  },
  en: {
    conference0: "In preparation",
    conference1: "Launched",
    conference2: "Live",
    conference3: "Closed",
    session0: "Not open yet",
    session1: "Check-in open",
    session2: "Closed",
    linked: "Linked",
    silent: "Silent",
    never: "Never linked",
  },
});

const CONFERENCE = ["conference0", "conference1", "conference2", "conference3"] as const;
const CONFERENCE_TONES: readonly Tone[] = ["plain", "next", "now", "plain"];
const SESSION = ["session0", "session1", "session2"] as const;
const SESSION_TONES: readonly Tone[] = ["plain", "now", "plain"];

export type PointState = "linked" | "silent" | "never";
export const POINT_STATES: readonly PointState[] = ["linked", "silent", "never"];
export const POINT_TONES: Readonly<Record<PointState, Tone>> = {
  linked: "here",
  silent: "next",
  never: "now",
};

export const conferenceWord = (state: number): string => t(CONFERENCE[state] ?? "conference0");
export const pointWord = (state: PointState): string => t(state);

export function ConferenceChip({ state }: { state: number }) {
  return <Chip tone={CONFERENCE_TONES[state] ?? "plain"}>{conferenceWord(state)}</Chip>;
}

export function SessionChip({ state }: { state: number }) {
  return <Chip tone={SESSION_TONES[state] ?? "plain"}>{t(SESSION[state] ?? "session0")}</Chip>;
}

export function PointChip({ state }: { state: PointState }) {
  return <Chip tone={POINT_TONES[state]}>{t(state)}</Chip>;
}
