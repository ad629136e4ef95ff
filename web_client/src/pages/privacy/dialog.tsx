/** The rule and the notice, with what will be erased in figures. */
import { useState } from "preact/hooks";
import { count } from "../../i18n/formats";
import { Dialog, Field, TextField } from "../../parts";
import { submit } from "../../parts/submit";
import type { Leaving, PrivacyRow } from "../../tables/kept";
import { setPrivacy } from "../../wire/commands";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

/** server/core/retention.py. */
const KEEP_DAYS_LEAST = 7;
const KEEP_DAYS_MOST = 3_660;
const ORGANISATION_CHARS = 200;
const PURPOSE_CHARS = 600;
const CONTACT_CHARS = 200;

interface PrivacyDialogProps {
  connection: Connection;
  privacy: PrivacyRow;
  onClose: () => void;
}

export function PrivacyDialog({ connection, privacy, onClose }: PrivacyDialogProps) {
  const [days, setDays] = useState(String(privacy.keepDays));
  const [told, setTold] = useState({
    organisation: privacy.organisation,
    purpose: privacy.purpose,
    contact: privacy.contact,
  });
  const put = (part: Partial<typeof told>) => setTold({ ...told, ...part });
  const isRight = /^\d{1,4}$/.test(days) && +days >= KEEP_DAYS_LEAST && +days <= KEEP_DAYS_MOST;
  const save = () => {
    if (!isRight) return;
    const ask = setPrivacy(+days, told.organisation.trim(), told.purpose.trim(), told.contact.trim());
    void submit(connection, ask, t("saved"));
    onClose();
  };
  const linked = connection.link.value.live;
  return (
    <Dialog title={t("dialogTitle")} onClose={onClose} onSubmit={save} act={t("save")} disabled={!linked}>
      <Field
        label={t("keepDays")}
        hint={t("keepHint")}
        error={isRight ? null : t("keepFault")}
        inputMode="numeric"
        value={days}
        maxLength={4}
        onInput={(event) => setDays(event.currentTarget.value)}
      />
      <Field
        label={t("organisation")}
        hint={t("organisationHint")}
        value={told.organisation}
        maxLength={ORGANISATION_CHARS}
        onInput={(event) => put({ organisation: event.currentTarget.value })}
      />
      <TextField
        label={t("purpose")}
        hint={t("purposeHint")}
        value={told.purpose}
        maxLength={PURPOSE_CHARS}
        onInput={(event) => put({ purpose: event.currentTarget.value })}
      />
      <Field
        label={t("contact")}
        hint={t("contactHint")}
        value={told.contact}
        maxLength={CONTACT_CHARS}
        onInput={(event) => put({ contact: event.currentTarget.value })}
      />
      <WillLeave figures={privacy.figures} />
    </Dialog>
  );
}

const WILL = ["people", "walkIns", "questions", "reasons", "contacts", "papers"] as const;

function WillLeave({ figures }: { figures: Leaving }) {
  return (
    <section class="small">
      <p>{t("will")}</p>
      <ul class="control-will">
        {WILL.filter((what) => figures[what] > 0).map((what) => (
          <li key={what}>{t(what, { n: count(figures[what]) })}</li>
        ))}
      </ul>
      <p class="soft">{t("stay")}</p>
    </section>
  );
}
