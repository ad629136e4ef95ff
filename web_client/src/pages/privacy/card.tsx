/**
 * How long names are kept, when they leave and what goes then; who listed them; for the administrator, one person's data.
 * On the control page and in set-up.
 */
import { useState } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { count, date, span, time } from "../../i18n/formats";
import { Button, Card } from "../../parts";
import { useAnswer } from "../../parts/answer";
import { path } from "../../router";
import { type PrivacyRow, readPrivacy } from "../../tables/kept";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { PrivacyDialog } from "./dialog";
import { Listings } from "./listings";
import { urgencyOf } from "./urgency";
import { t } from "./words";

export function PrivacyCard({ connection }: { connection: Connection }) {
  const table = useTable(connection, "privacy");
  const me = useAnswer<{ account: string | null }>("/api/me");
  const [open, setOpen] = useState<"edit" | "listings" | null>(null);
  const row = table?.rows.get(0);
  if (!row) return null;
  const privacy = readPrivacy(row);
  return (
    <Card pad class="control-reports privacy">
      <h2 class="heading">{t("title")}</h2>
      <Leaves privacy={privacy} />
      <div class="control-report-links">
        {privacy.begunMs === 0 && <Button onClick={() => setOpen("edit")}>{t("edit")}</Button>}
        <Button onClick={() => setOpen("listings")}>{t("listings")}</Button>
        {me.value?.account && (
          <a class="button" href={path("person", connection.conference, connection.grant)}>
            {t("onePerson")}
          </a>
        )}
      </div>
      {open === "edit" && (
        <PrivacyDialog connection={connection} privacy={privacy} onClose={() => setOpen(null)} />
      )}
      {open === "listings" && <Listings connection={connection} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function Leaves({ privacy }: { privacy: PrivacyRow }) {
  const { dueMs, begunMs, endedMs } = privacy;
  if (endedMs > 0)
    return <p>{t("erased", { n: count(privacy.texts), time: time(endedMs), day: date(endedMs) })}</p>;
  if (begunMs > 0) return <p role="status">{t("erasing")}</p>;
  const leftMs = dueMs - serverNowMs();
  const urgency = urgencyOf(leftMs);
  if (urgency === "")
    return (
      <p>
        {t("leaves", { day: date(dueMs) })}{" "}
        <span class="soft">{t("kept", { n: count(privacy.keepDays) })}</span>
      </p>
    );
  return (
    <p role="status" class={urgency === "now" ? "field-error" : ""}>
      <span aria-hidden="true">{urgency === "now" ? "■ " : "◆ "}</span>
      {t("soon", { span: span(Math.max(0, leftMs)), time: time(dueMs), day: date(dueMs) })}
    </p>
  );
}
