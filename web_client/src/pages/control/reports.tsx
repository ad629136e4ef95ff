/** The XLSX reports of the session, during and after it. */
import { language } from "../../i18n/language";
import { Card } from "../../parts";
import type { Route } from "../../router";
import { type SessionRow, SessionState } from "../../tables/rows";
import { t } from "./words";

const REPORTS = [
  ["place", "byPlace"],
  ["belonging", "byBelonging"],
  ["person", "byPerson"],
  ["questions", "byQuestion"],
  ["floor", "byFloor"],
] as const;

export function Reports({ route, session }: { route: Route; session: SessionRow | null }) {
  if (!session || session.state === SessionState.PLANNED) return null;
  const base = `/api/c/${route.conference}/${route.grant}/export`;
  return (
    <Card pad class="control-reports">
      <h2 class="heading">
        {t("exports")} <span class="control-session-name">{session.name}</span>
      </h2>
      <div class="control-report-links">
        {REPORTS.map(([by, word]) => (
          <a
            key={by}
            class="button"
            href={`${base}/${by}.xlsx?session=${session.number}&lang=${language.value}`}
            download
          >
            {t(word)}
          </a>
        ))}
      </div>
      <p class="small soft">{session.state === SessionState.CLOSED ? t("exportAfter") : t("exportDuring")}</p>
    </Card>
  );
}
