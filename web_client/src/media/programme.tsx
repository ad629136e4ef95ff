/** What everybody sees: slides, who has the floor, the main venue; the big one first, the others beside it. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
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
  /** Instead of the words for when there is no picture at all. */
  idle?: ComponentChildren;
  /** Hears whether there is a picture at all. */
  onShows?: (shows: boolean) => void;
}

const LINES = { camera: Line.PROGRAMME_CAMERA, slides: Line.SLIDES, floor: Line.FLOOR_CAMERA } as const;
const SOURCES: readonly Source[] = ["slides", "floor", "camera"];

/**
 * What still moves is shown although the server has not said so yet: a server that has just come back knows less than
 * the bridge, which goes on.
 */
export function Programme({ session, camera, slides, floor, children, idle, onShows }: ProgrammeProps) {
  const received = session.received.value;
  const [moving, setMoving] = useState({ slides: false, floor: false, camera: false });
  const there = {
    camera: camera || moving.camera,
    slides: slides || moving.slides,
    floor: floor !== "",
  };
  const { main, aside } = arrange(there, moving.floor);
  useEffect(() => onShows?.(main !== null), [main === null]);
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
            onMoves={(moves) => setMoving((before) => ({ ...before, [source]: moves }))}
          >
            {source === "floor" && isShown && (
              <span class="picture-chip">
                <Chip tone="now">{floor}</Chip>
              </span>
            )}
          </Picture>
        );
      })}
      {main === null &&
        (idle ?? (
          <div class="programme-none">
            <b>{t("noProgramme")}</b>
            <span class="small">{t("noProgrammeHow")}</span>
          </div>
        ))}
      {children}
    </div>
  );
}
