/**
 * The QR code by which a telephone in this room checks in, reads and asks; on the host's screen, the one for who takes
 * part online. Fetched again now and then: links may be replaced.
 */
import { useAnswer } from "../../parts/answer";
import { QrCode } from "../../parts/qr_code";
import { t } from "./words";

const AGAIN_MS = 60_000;

interface RoomCodeProps {
  base: string;
  /** The point; 0 online; null: this screen shows no code. */
  node: number | null;
  small?: boolean;
}

export function RoomCode({ base, node, small = false }: RoomCodeProps) {
  const code = useAnswer<{ svg: string }>(node === null ? null : `${base}/phone-link?node=${node}`, AGAIN_MS);
  if (!code.value) return null;
  return (
    <figure class="screen-code" data-small={small}>
      <QrCode svg={code.value.svg} label={t("qr")} />
      <figcaption>
        <b>{t("scan")}</b>
        <span class="soft">{t("scanHow")}</span>
      </figcaption>
    </figure>
  );
}
