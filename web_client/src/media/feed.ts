/** Sends what is open on this device for as long as the server grants a slot for it, and nothing a moment longer. */
import { useEffect } from "preact/hooks";
import type { Connection } from "../wire/socket";
import type { Devices } from "./devices";
import { Line } from "./lines";
import type { MediaSession, PressedSlot } from "./session";

/** Slots whose right lets the tracks out: who is cued is seen by the director before everybody. */
const RIGHTS: Readonly<Record<PressedSlot, readonly string[]>> = {
  programme: ["programme"],
  floor: ["floor", "cue"],
};

export function useFeed(
  connection: Connection,
  session: MediaSession,
  devices: Devices,
  slot: PressedSlot,
): boolean {
  const { rights } = connection.stage.value;
  const may = RIGHTS[slot].some((right) => rights.includes(right));
  const microphone = devices.microphone.value;
  const camera = devices.camera.value;
  const slides = devices.slides.value;
  useEffect(() => {
    session.send(Line.SEND_MICROPHONE, may ? microphone : null);
    session.send(Line.SEND_CAMERA, may ? camera : null);
    session.send(Line.SEND_SLIDES, may && slot === "programme" ? slides : null);
  }, [session, slot, may, microphone, camera, slides]);
  useEffect(
    () => () => {
      for (const line of [Line.SEND_MICROPHONE, Line.SEND_CAMERA, Line.SEND_SLIDES]) session.send(line, null);
    },
    [session],
  );
  return may;
}
