/** The sentences for what a door answered: error codes of the HTTP side, and whatever a call to the server threw. */
import { ApiError } from "../api";
import { CODE_WORDS } from "./codes";
import { language } from "./language";

type Said = readonly [vi: string, en: string];

const STATUS_CODES: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "NOT_SIGNED_IN",
  404: "NOT_FOUND",
  413: "TOO_LARGE",
  429: "TOO_FAST",
  503: "NOT_READY",
};

/** The sentence for an error code, of the HTTP side or the name of a verdict. */
export function codeWords(code: string): string {
  const said = CODE_WORDS[code];
  if (said) return say(said);
  return say([`Có lỗi ở máy chủ (${code}). Hãy thử lại.`, `The server failed (${code}). Please try again.`]);
}

/** The sentence for whatever a call to the server threw. */
export function errorWords(error: unknown): string {
  if (!(error instanceof ApiError)) return codeWords("PAGE_FAULT");
  if (CODE_WORDS[error.code]) return codeWords(error.code);
  return codeWords(STATUS_CODES[error.status] ?? error.code);
}

const say = (said: Said): string => said[language.value === "vi" ? 0 : 1];
