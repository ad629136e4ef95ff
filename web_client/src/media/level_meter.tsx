/** How loud the microphone is: moved ten times a second without redrawing the page. */
import { useRef } from "preact/hooks";
import { useLevel } from "./hooks";
import { t } from "./words";

export function LevelMeter({ track, muted = false }: { track: MediaStreamTrack | null; muted?: boolean }) {
  const bar = useRef<HTMLSpanElement>(null);
  useLevel(track, (share) => {
    bar.current?.style.setProperty("transform", `scaleX(${share.toFixed(3)})`);
  });
  return (
    <div class="level" role="img" aria-label={muted ? t("mutedNow") : t("level")} data-muted={muted}>
      <span ref={bar} class="level-bar" />
    </div>
  );
}
