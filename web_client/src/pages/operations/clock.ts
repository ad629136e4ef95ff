/** A moment as one says it: "06:12" of today, "22:40 25/11/2026" of another day. */
import { serverNowMs } from "../../clock";
import { date, dateTime, time } from "../../i18n/formats";

export const clock = (ms: number): string => (date(ms) === date(serverNowMs()) ? time(ms) : dateTime(ms));
