/**
 * Which page of one room plays its sound: with a screen open in the same browser, the desk beside it is silent, or the
 * room would hear everything twice.
 */
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

const SAID_EVERY_MS = 1_000;
const FORGOTTEN_MS = 3_500;

const channelOf = (room: string) =>
  "BroadcastChannel" in window ? new BroadcastChannel(`dc.screen.${room}`) : null;

/** Says to the other pages of this browser that the room's screen is here, while it is shown. */
export function useBeingScreen(room: string): void {
  useEffect(() => {
    const channel = channelOf(room);
    const say = () => channel?.postMessage("here");
    say();
    const timer = setInterval(say, SAID_EVERY_MS);
    return () => {
      clearInterval(timer);
      channel?.postMessage("gone");
      channel?.close();
    };
  }, [room]);
}

/** Whether a screen of this room is open in this browser. */
export function useScreenNear(room: string): boolean {
  const near = useMemo(() => signal(false), [room]);
  useEffect(() => {
    const channel = channelOf(room);
    let timer = 0;
    const forget = () => {
      near.value = false;
    };
    if (channel)
      channel.onmessage = ({ data }) => {
        clearTimeout(timer);
        near.value = data === "here";
        timer = setTimeout(forget, FORGOTTEN_MS) as unknown as number;
      };
    return () => {
      clearTimeout(timer);
      channel?.close();
    };
  }, [room, near]);
  return near.value;
}
