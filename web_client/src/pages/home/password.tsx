/** Another password: by who knows the old one; every other browser of the account is signed out. */
import { useState } from "preact/hooks";
import { post } from "../../api";
import { errorWords } from "../../i18n/errors";
import { Dialog, Field, toast } from "../../parts";
import { t } from "./words";

/** server/edge/passwords.py */
const LEAST_CHARS = 10;

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState({ old: "", fresh: "", repeat: "" });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const put = (field: keyof typeof typed) => (event: { currentTarget: HTMLInputElement }) =>
    setTyped({ ...typed, [field]: event.currentTarget.value });
  const isShort = [...typed.fresh].length < LEAST_CHARS;
  const isOther = typed.fresh !== typed.repeat;
  const save = () => {
    setTried(true);
    if (typed.old === "" || isShort || isOther || busy) return;
    setBusy(true);
    setFault(null);
    post("/api/password", { password: typed.old, new: typed.fresh }).then(
      () => {
        toast(t("passwordChanged"));
        onClose();
      },
      (error: unknown) => {
        setBusy(false);
        setFault(errorWords(error));
      },
    );
  };
  return (
    <Dialog
      title={t("changePassword")}
      onClose={onClose}
      onSubmit={save}
      act={t("changePasswordDo")}
      disabled={busy}
    >
      <Field
        label={t("passwordOld")}
        type="password"
        value={typed.old}
        autocomplete="current-password"
        error={fault ?? (tried && typed.old === "" ? t("fillBoth") : null)}
        onInput={put("old")}
      />
      <Field
        label={t("passwordNew")}
        hint={t("passwordOut")}
        type="password"
        value={typed.fresh}
        autocomplete="new-password"
        error={tried && isShort ? t("passwordShort", { n: LEAST_CHARS }) : null}
        onInput={put("fresh")}
      />
      <Field
        label={t("passwordRepeat")}
        type="password"
        value={typed.repeat}
        autocomplete="new-password"
        error={tried && isOther ? t("passwordNotSame") : null}
        onInput={put("repeat")}
      />
    </Dialog>
  );
}
