/** One moving picture: a track in a frame, and whether anything moves in it. Sound never comes from here. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "./media.css";

/** No frame for this long: the picture stands still. */
const STILL_MS = 3_000;

interface PictureProps {
  track: MediaStreamTrack | null;
  /** What is seen, for a screen reader. */
  label: string;
  /** Over the picture: a chip at the top, words while nothing moves. */
  children?: ComponentChildren;
  /** Shown while no frame has come. */
  waiting?: ComponentChildren;
  /** Mirrored as in a looking glass: one's own face. */
  mirrored?: boolean;
  /** Hears when the picture begins to move and when it stands still. */
  onMoves?: ((moves: boolean) => void) | undefined;
  class?: string;
}

export function Picture({
  track,
  label,
  children,
  waiting,
  mirrored = false,
  onMoves,
  class: more = "",
}: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const moves = useMoving(video, track);
  useEffect(() => onMoves?.(moves), [moves]);
  return (
    <div class={`picture ${more}`} data-moves={moves} data-mirrored={mirrored || undefined}>
      <video ref={video} aria-label={label} muted autoPlay playsInline disablePictureInPicture />
      {!moves && waiting && <div class="picture-waiting">{waiting}</div>}
      {children}
    </div>
  );
}

/** Puts `track` into the element and says whether frames of it come. */
function useMoving(video: { current: HTMLVideoElement | null }, track: MediaStreamTrack | null): boolean {
  const [moves, setMoves] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    setMoves(false);
    element.srcObject = track ? new MediaStream([track]) : null;
    if (!track) return undefined;
    // The attribute alone is not always believed: some browsers read the property.
    element.muted = true;
    const play = () => void element.play().catch(() => null);
    play();
    track.addEventListener("unmute", play);
    let shown = true;
    let timer = 0;
    const rest = () => setMoves(false);
    const frame = () => {
      if (!shown) return;
      clearTimeout(timer);
      timer = setTimeout(rest, STILL_MS) as unknown as number;
      setMoves(true);
      next();
    };
    const next = followFrames(element, frame);
    next();
    return () => {
      shown = false;
      clearTimeout(timer);
      track.removeEventListener("unmute", play);
      element.srcObject = null;
    };
  }, [track]);
  return moves;
}

/** Calls `frame` at the next frame; where the browser does not tell of frames, when the picture's clock has moved. */
function followFrames(element: HTMLVideoElement, frame: () => void): () => void {
  if ("requestVideoFrameCallback" in element) return () => element.requestVideoFrameCallback(frame);
  const old = element as HTMLVideoElement;
  let before = -1;
  const look = () => {
    if (!old.srcObject) return;
    if (old.currentTime === before || old.videoWidth === 0) {
      setTimeout(look, 250);
      return;
    }
    before = old.currentTime;
    frame();
  };
  return () => void setTimeout(look, 250);
}
