/** What the phone asks at the identify door, and how its answers are told. */
import { signal } from "@preact/signals";
import { ApiError, post } from "../../api";
import { codeWords, errorWords } from "../../i18n/errors";
import { span } from "../../i18n/formats";
import { t } from "./words";

/** server/edge/phones.py, Told. */
export type Told =
  | { readonly number: string }
  | { readonly name: string; readonly digits: string }
  | { readonly personal: true }
  | { readonly again: true };

const PATIENCE_MS = 15_000;

/** One door; lives as long as the form that asks. */
export class Door {
  readonly busy = signal(false);
  /** The version of the notice that was accepted on this phone; 0 before that. */
  readonly consent = signal(0);
  /** What the last answer means, whole sentences; null before the first, and while one is asked. */
  readonly refusal = signal<string | null>(null);

  constructor(
    private readonly path: string,
    private readonly session: number,
  ) {}

  /** Something else is being typed: what was said is no longer about it. */
  forget(): void {
    this.refusal.value = null;
  }

  /** True when the phone is somebody's now, or waits for the desk. */
  async ask(told: Told): Promise<boolean> {
    if (this.consent.value === 0) {
      this.refusal.value = codeWords("CONSENT_NEEDED");
      return false;
    }
    this.busy.value = true;
    this.refusal.value = null;
    try {
      await post(this.path, { ...told, session: this.session, consent: this.consent.value }, PATIENCE_MS);
      return true;
    } catch (error) {
      this.refusal.value = refusalWords(error);
      if (error instanceof ApiError && error.code === "CONSENT_NEEDED") this.consent.value = 0;
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}

/** The sentence for a refusal, with the tries that are left or the time to wait. */
export function refusalWords(error: unknown): string {
  const said = errorWords(error);
  if (!(error instanceof ApiError)) return said;
  const { tries, retry_after_s: waitS } = error.detail;
  if (error.code === "NOT_RECOGNISED" && typeof tries === "number")
    return tries > 0 ? `${said} ${t("triesLeft", { n: tries })}` : t("lastTry");
  if (error.code === "TOO_MANY_TRIES" && typeof waitS === "number")
    return `${said} ${t("wait", { span: span(waitS * 1000) })}`;
  return said;
}
