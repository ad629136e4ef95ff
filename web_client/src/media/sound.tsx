/**
 * The sound of the room: programme and floor, each in an element of its own. A browser that wants a press first gets
 * one button for both; a page that was pressed anywhere before plays at once.
 */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../parts";
import { Line } from "./lines";
import type { MediaSession } from "./session";
import { t } from "./words";

/** Some element was refused: the reader must press. */
const isBlocked = signal(false);
const players = new Set<HTMLAudioElement>();

async function playAll(): Promise<void> {
  const plays = [...players].map((player) => player.play());
  const answers = await Promise.allSettled(plays);
  isBlocked.value = answers.some(
    (one) => one.status === "rejected" && (one.reason as { name?: string }).name === "NotAllowedError",
  );
}

function Player({ track, off }: { track: MediaStreamTrack | null; off: boolean }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const player = element.current;
    if (!player || !track) return undefined;
    player.srcObject = new MediaStream([track]);
    players.add(player);
    void playAll();
    return () => {
      players.delete(player);
      player.srcObject = null;
    };
  }, [track]);
  return <audio ref={element} muted={off} />;
}

interface SoundProps {
  session: MediaSession;
  /** False keeps one of them silent: a page beside the speakers, or the page that feeds it. */
  programme?: boolean;
  floor?: boolean;
}

/** The programme's sound and the floor's. */
export function Sound({ session, programme = true, floor = true }: SoundProps) {
  const received = session.received.value;
  return (
    <>
      <Player track={received[Line.PROGRAMME_SOUND]} off={!programme} />
      <Player track={received[Line.FLOOR_SOUND]} off={!floor} />
    </>
  );
}

/** Shown only while the browser waits for a press; any press on the page will do. */
export function Listen() {
  const blocked = isBlocked.value;
  useEffect(() => {
    if (!blocked) return undefined;
    const again = () => void playAll();
    addEventListener("click", again);
    addEventListener("keyup", again);
    return () => {
      removeEventListener("click", again);
      removeEventListener("keyup", again);
    };
  }, [blocked]);
  if (!blocked) return null;
  return (
    <div class="listen">
      <Button tone="primary" onClick={() => void playAll()}>
        <span aria-hidden="true">▶</span> {t("listen")}
      </Button>
      <span class="small">{t("listenWhy")}</span>
    </div>
  );
}
