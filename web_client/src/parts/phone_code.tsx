/**
 * The code by which phones come in: of a room, or (node 0, the host's) of the conference online. Shown, and renewed with
 * what that means in figures: nobody comes in by the old one any more, and who is in stays.
 */
import { useState } from "preact/hooks";
import { errorWords } from "../i18n/errors";
import { count } from "../i18n/formats";
import { words } from "../i18n/language";
import { renewCode } from "../wire/commands";
import type { Connection } from "../wire/socket";
import { useAnswer } from "./answer";
import { Button } from "./basics";
import { Confirm } from "./dialog";
import { Shown, type ShownLink } from "./link_box";
import { submit } from "./submit";
import "./link_box.css";

const t = words({
  vi: {
    show: "Hiện QR cho điện thoại",
    showOnline: "Hiện QR dự trực tuyến",
    loading: "Đang lấy mã…",
    phones: "{n} điện thoại đã vào bằng mã của nơi này.",
    renew: "Đổi mã QR…",
    renewAsk: "Đổi mã QR của {name}?",
    renewWill0: "{n} điện thoại đã vào vẫn dùng tiếp, không phải quét lại.",
    renewWill1: "Mã cũ, kể cả ảnh chụp và bản in, không vào được nữa.",
    renewWill2: "Màn chiếu tự đổi sang mã mới trong vòng một phút; bản in phải in lại.",
    renewWill2Online: "Đường dẫn riêng đã phát mà chưa mở cũng hết hiệu lực: phải phát lại.",
    renewDo: "Đổi mã",
    renewed: "Đã đổi mã QR của {name}.",
  },
  en: {
    show: "Show the QR for phones",
    showOnline: "Show the QR for taking part online",
    loading: "Fetching the code…",
    phones: "{n} phones are in by the code of this place.",
    renew: "Renew the QR…",
    renewAsk: "Renew the QR of {name}?",
    renewWill0: "{n} phones that are in stay in; nobody scans again.",
    renewWill1: "The old code, photographs and prints of it included, lets nobody in any more.",
    renewWill2: "The room's screen shows the new code within a minute; print it again where it was printed.",
    renewWill2Online: "Personal links handed out and not opened yet end too: hand them out again.",
    renewDo: "Renew",
    renewed: "The QR of {name} is renewed.",
  },
});

interface PhoneCodeProps {
  connection: Connection;
  /** "/api/c/<conference>/<grant>" */
  base: string;
  /** The point; 0: online. */
  node: number;
  /** Of the point, for questions and screen readers. */
  name: string;
  /** Shown from the beginning: in a dialog that was opened to see it. */
  open?: boolean;
}

type PhoneLink = ShownLink & { readonly phones: number };

export function PhoneCode({ connection, base, node, name, open = false }: PhoneCodeProps) {
  const [isShown, setShown] = useState(open);
  const [asking, setAsking] = useState(false);
  const link = useAnswer<PhoneLink>(isShown ? `${base}/phone-link?node=${node}` : null);
  const renew = () => {
    setAsking(false);
    void submit(connection, renewCode(`q${node}`), t("renewed", { name })).then(
      (isTaken) => isTaken && link.again(),
    );
  };
  if (!isShown)
    return (
      <div class="link-box">
        <Button onClick={() => setShown(true)}>{t(node === 0 ? "showOnline" : "show")}</Button>
      </div>
    );
  const shown = link.value;
  return (
    <div class="link-box">
      {shown ? <Shown key={shown.url} link={shown} name={name} /> : <p class="small soft">{t("loading")}</p>}
      {shown && <p class="small soft">{t("phones", { n: count(shown.phones) })}</p>}
      <div role="alert" class="field-error small">
        {link.error ? errorWords(link.error) : null}
      </div>
      <Button disabled={!shown || !connection.link.value.live} onClick={() => setAsking(true)}>
        {t("renew")}
      </Button>
      {asking && shown && (
        <Confirm
          title={t("renewAsk", { name })}
          act={t("renewDo")}
          onClose={() => setAsking(false)}
          onConfirm={renew}
        >
          <ul class="link-box-will">
            <li>{t("renewWill0", { n: count(shown.phones) })}</li>
            <li>{t("renewWill1")}</li>
            <li>{t(node === 0 ? "renewWill2Online" : "renewWill2")}</li>
          </ul>
        </Confirm>
      )}
    </div>
  );
}
