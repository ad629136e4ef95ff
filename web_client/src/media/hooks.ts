/** What a component needs of the media session, for as long as it is shown. */
import { effect } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { staying } from "../router";
import type { Connection } from "../wire/socket";
import { Devices } from "./devices";
import { followLevel } from "./level";
import { followQuality, type Quality } from "./quality";
import { type MediaSession, mediaOf } from "./session";

/** The page's media session, held open while the component is shown and `wanted`. `sends`: with lines to send on. */
export function useMedia(connection: Connection, sends: boolean, wanted = true): MediaSession {
  const session = mediaOf(connection);
  useEffect(() => (wanted ? session.hold(sends) : undefined), [session, sends, wanted]);
  return session;
}

/** The camera and microphone of this page; let go when the component is. While one is open, links do not lead away. */
export function useDevices(): Devices {
  const devices = useMemo(() => new Devices(), []);
  useEffect(() => {
    const forget = effect(() => {
      staying.value = devices.open.value || devices.slides.value !== null;
    });
    return () => {
      forget();
      staying.value = false;
      devices.stop();
    };
  }, [devices]);
  return devices;
}

/** How the line is, renewed every two seconds; null before the first two. */
export function useQuality(session: MediaSession): Quality | null {
  const [quality, setQuality] = useState<Quality | null>(null);
  const peer = session.peer.value;
  useEffect(() => {
    setQuality(null);
    return peer ? followQuality(peer, setQuality) : undefined;
  }, [peer]);
  return quality;
}

/** Hears the level of `track`, ten times a second. */
export function useLevel(track: MediaStreamTrack | null, heard: (share: number) => void): void {
  useEffect(() => (track ? followLevel(track, heard) : undefined), [track]);
}
