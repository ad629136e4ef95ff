/** What is kept of the attendee, why, how long and whom to ask; accepted by a tick of her own before the phone is hers. */
import { date } from "../../i18n/formats";
import type { Door } from "./asked";
import { t } from "./notice_words";

/** GET identify: server/edge/phones.py. */
export interface NoticeTold {
  readonly version: number;
  readonly organisation: string;
  readonly purpose: string;
  readonly contact: string;
  /** When names are erased; 0 while no session is planned. */
  readonly due_ms: number;
}

/** What is told. The tick is `Accept`: it stays in sight beneath. */
export function Notice({ told, online }: { told: NoticeTold; online: boolean }) {
  return (
    <section class="phone-notice small" aria-label={t("title")}>
      <dl>
        <dt>{t("who")}</dt>
        <dd>{told.organisation || t("organisers")}</dd>
        <dt>{t("why")}</dt>
        <dd>{told.purpose || t("purpose")}</dd>
        <dt>{t("what")}</dt>
        <dd>{t("kept")}</dd>
        <dt>{t("howLong")}</dt>
        <dd>{told.due_ms > 0 ? t("until", { day: date(told.due_ms) }) : t("untilSet")}</dd>
        <dt>{t("askWhom")}</dt>
        <dd>{told.contact || t("organisersDesk")}</dd>
      </dl>
      <p class="soft">{t(online ? "declineOnline" : "decline")}</p>
    </section>
  );
}

/** Not ticked before she does: the version she read goes with what she types. */
export function Accept({ version, door }: { version: number; door: Door }) {
  return (
    <label class="phone-accept small">
      <input
        type="checkbox"
        checked={door.consent.value === version}
        onChange={(event) => {
          door.consent.value = event.currentTarget.checked ? version : 0;
          door.forget();
        }}
      />
      <span>{t("accept")}</span>
    </label>
  );
}
