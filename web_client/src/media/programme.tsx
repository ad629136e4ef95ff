/** What everybody sees: slides, who has the floor, the main venue; the big one first, the others beside it. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Chip } from "../parts";
import { arrange, type Source } from "./arrange";
import { Line } from "./lines";
import { Picture } from "./picture";
import type { MediaSession } from "./session";
import { t } from "./words";

interface ProgrammeProps {
  session: MediaSession;
  /** What the server says is being sent (topic `programme`). */
  camera: boolean;
  slides: boolean;
  /** The name of who has the floor, when it is somebody else; "" else. */
  floor: string;
  /** Over the whole frame. */
  children?: ComponentChildren;
}

const LINES = { camera: Line.PROGRAMME_CAMERA, slides: Line.SLIDES, floor: Line.FLOOR_CAMERA } as const;
const SOURCES: readonly Source[] = ["slides", "floor", "camera"];

export function Programme({ session, camera, slides, floor, children }: ProgrammeProps) {
  const received = session.received.value;
  const [floorMoves, setFloorMoves] = useState(false);
  const { main, aside } = arrange({ camera, slides, floor: floor !== "" }, floorMoves);
  return (
    <div class="programme" data-aside={aside.length} data-idle={main === null}>
      {SOURCES.map((source) => {
        const isShown = source === main || aside.includes(source);
        return (
          <Picture
            key={source}
            track={isShown ? received[LINES[source]] : null}
            label={t(source)}
            class={source === main ? "programme-main" : isShown ? "programme-beside" : "programme-away"}
            waiting={isShown && t("waitingPicture")}
            onMoves={source === "floor" ? setFloorMoves : undefined}
          >
            {source === "floor" && isShown && (
              <span class="picture-chip">
                <Chip tone="now">{floor}</Chip>
              </span>
            )}
          </Picture>
        );
      })}
      {main === null && (
        <div class="programme-none">
          <b>{t("noProgramme")}</b>
          <span class="small">{t("noProgrammeHow")}</span>
        </div>
      )}
      {children}
    </div>
  );
}
