/** How many points are linked, silent, never seen: each a way to the list of exactly those. */
import { count } from "../../i18n/formats";
import { Card } from "../../parts";
import { Moving } from "../../parts/moving";
import { POINT_STATES, POINT_TONES, pointWord } from "../../parts/states";
import type { PlaceFigures, PresenceRow } from "../../tables/rows";
import { t } from "./words";

interface PointsCardProps {
  presence: PresenceRow | null;
  figures: PlaceFigures | null;
  path: string;
}

export function PointsCard({ presence, figures, path }: PointsCardProps) {
  const points = presence?.points ?? figures?.points;
  return (
    <Card>
      <div class="control-title">
        <h2 class="heading">{t("pointsTitle")}</h2>
        <span class="small soft">{points === undefined ? "…" : count(points)}</span>
      </div>
      <div class="control-points">
        {POINT_STATES.map((state) => (
          <a key={state} class="control-point" data-tone={POINT_TONES[state]} href={`${path}?state=${state}`}>
            <b>{presence ? <Moving value={presence[state]}>{count(presence[state])}</Moving> : "…"}</b>
            <span class="small">{pointWord(state)}</span>
          </a>
        ))}
      </div>
    </Card>
  );
}
