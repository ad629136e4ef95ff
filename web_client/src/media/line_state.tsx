/** How picture and sound are linked, in one line: a word and a shape; the figures for whoever looks closer. */
import { count } from "../i18n/formats";
import { useQuality } from "./hooks";
import { strengthOf } from "./quality";
import type { MediaSession } from "./session";
import { t } from "./words";

export function LineState({ session, figures = true }: { session: MediaSession; figures?: boolean }) {
  const { phase } = session.state.value;
  const quality = useQuality(session);
  const isAway = phase === "joined" && session.isAway.value;
  const strength = phase === "joined" && quality ? strengthOf(quality) : null;
  const isWell = phase === "joined" && !isAway && (strength === null || strength === "good");
  return (
    <p class="line-state small">
      <span class="link-state" data-live={isWell}>
        {t(isAway ? "away" : (strength ?? phase))}
      </span>
      {figures && phase === "joined" && quality && (
        <span class="soft">
          {t("flow", {
            received: count(quality.receivedKbps),
            sent: count(quality.sentKbps),
            delay: count(quality.roundTripMs),
          })}
        </span>
      )}
    </p>
  );
}
