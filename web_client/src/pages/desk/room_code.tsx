/** The room's code for phones, at the desk: held up to who cannot read the screen, renewed when it got out. */
import { Dialog } from "../../parts";
import { PhoneCode } from "../../parts/phone_code";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

interface RoomCodeProps {
  connection: Connection;
  /** "/api/c/<conference>/<grant>" */
  base: string;
  node: number;
  onClose: () => void;
}

export function RoomCode({ connection, base, node, onClose }: RoomCodeProps) {
  const name = connection.welcome.value?.nodeName ?? "";
  return (
    <Dialog title={t("codeTitle")} onClose={onClose}>
      <p>{t("codeWhat")}</p>
      <PhoneCode connection={connection} base={base} node={node} name={name} open />
    </Dialog>
  );
}
