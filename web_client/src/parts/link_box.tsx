/** A link that gives a right: shown on request (the server's log says that it was), copied, drawn as a QR code. */
import { useState } from "preact/hooks";
import { post } from "../api";
import { errorWords } from "../i18n/errors";
import { words } from "../i18n/language";
import { Button } from "./basics";
import { QrCode } from "./qr_code";
import { speakOut } from "./toast";
import "./link_box.css";

const t = words({
  vi: {
    show: "Hiện đường dẫn và mã QR",
    showing: "Đang lấy đường dẫn…",
    copy: "Chép đường dẫn",
    copied: "Đã chép",
    byHand: "Trình duyệt không cho chép. Hãy chọn đường dẫn rồi bấm Ctrl+C.",
    link: "Đường dẫn",
    qr: "Mã QR của đường dẫn: {name}",
  },
  en: {
    show: "Show link and QR code",
    showing: "Fetching the link…",
    copy: "Copy the link",
    copied: "Copied",
    byHand: "The browser does not allow copying. Select the link and press Ctrl+C.",
    link: "Link",
    qr: "QR code of the link: {name}",
  },
});

export interface ShownLink {
  readonly url: string;
  readonly svg: string;
  readonly grant: string;
}

/** A right at a node (o operator, v viewer, w wall, q phones in the room), or what makes one person known online. */
type Wanted = { node: number; right: "o" | "v" | "w" | "q" } | { person: number };

type LinkBoxProps = Wanted & {
  /** "/api/c/<conference>/<grant>" */
  base: string;
  /** What the link opens, for a screen reader. */
  name: string;
  /** The button's words, where the page has better ones. */
  label?: string;
};

const fetched = (base: string, wanted: Wanted): Promise<ShownLink> =>
  "person" in wanted
    ? post<ShownLink>(`${base}/links/person`, { person: wanted.person })
    : post<ShownLink>(`${base}/links`, { node: wanted.node, role: wanted.right });

export function LinkBox({ base, name, label, ...wanted }: LinkBoxProps) {
  const [shown, setShown] = useState<ShownLink | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const fetchLink = () => {
    setBusy(true);
    setFault(null);
    fetched(base, wanted)
      .then(setShown, (error: unknown) => setFault(errorWords(error)))
      .finally(() => setBusy(false));
  };
  return (
    <div class="link-box">
      {shown ? (
        <Shown link={shown} name={name} />
      ) : (
        <Button disabled={busy} onClick={fetchLink}>
          {busy ? t("showing") : (label ?? t("show"))}
        </Button>
      )}
      <div role="alert" class="field-error small">
        {fault}
      </div>
    </div>
  );
}

export function Shown({ link, name }: { link: ShownLink; name: string }) {
  const [copied, setCopied] = useState<"no" | "yes" | "failed">("no");
  const copy = async () => {
    // Without https the browser has no clipboard to offer.
    const done = await navigator.clipboard?.writeText(link.url).then(
      () => true,
      () => false,
    );
    setCopied(done ? "yes" : "failed");
    speakOut(done ? t("copied") : t("byHand"));
  };
  return (
    <>
      <QrCode svg={link.svg} label={t("qr", { name })} />
      <input
        class="input link-box-url small"
        readOnly
        value={link.url}
        aria-label={t("link")}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button onClick={copy}>{copied === "yes" ? `✓ ${t("copied")}` : t("copy")}</Button>
      {copied === "failed" && <span class="small soft">{t("byHand")}</span>}
    </>
  );
}
