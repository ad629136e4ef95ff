/** Who is present online, by which rule, and the code by which people take part from anywhere. */
import { count, span } from "../../i18n/formats";
import { Card } from "../../parts";
import { Moving } from "../../parts/moving";
import { PhoneCode } from "../../parts/phone_code";
import type { PlaceFigures, SessionRow } from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

interface OnlineCardProps {
  connection: Connection;
  /** "/api/c/<conference>/<grant>" */
  base: string;
  session: SessionRow | null;
  /** Of the session: so much counts as present. */
  percent: number;
  figures: PlaceFigures | null;
}

export function OnlineCard({ connection, base, session, percent, figures }: OnlineCardProps) {
  return (
    <Card pad class="control-online">
      <div class="control-online-head">
        <h2 class="heading">{t("online")}</h2>
        <b>{figures ? <Moving value={figures.online}>{count(figures.online)}</Moving> : "…"}</b>
      </div>
      {session && <p class="small soft">{t("onlineRule", { percent, span: span(session.neededMs) })}</p>}
      <PhoneCode connection={connection} base={base} node={0} name={t("online")} />
    </Card>
  );
}
