/**
 * Pages that nobody sits at: a wall, a room's screen. They have nobody to press "reload". The link comes back by itself
 * (wire/socket); what it gives up on is tried again here for ever: a server that refused while starting, a page older
 * than the server.
 */
import { useEffect } from "preact/hooks";
import { reconnect } from "../wire/connections";
import type { Connection } from "../wire/socket";

const AGAIN_MS = 30_000;

/** Watches the link while the page is shown; ends with the returned function. */
export function recover(connection: Connection): () => void {
  let timer = 0;
  const stop = connection.link.subscribe(({ phase, code }) => {
    clearTimeout(timer);
    if (phase !== "ended" || code === "LEFT") return;
    timer = setTimeout(() => {
      if (code === "PAGE_TOO_OLD") return location.reload();
      reconnect(connection.conference, connection.grant);
      dispatchEvent(new PopStateEvent("popstate")); // the page is shown anew, with the new link
    }, AGAIN_MS) as unknown as number;
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** The dark theme for as long as it is asked for, and a screen that does not go to sleep where the browser allows it. */
export function useNight(asked = true): void {
  useEffect(() => {
    if (!asked) return;
    const root = document.documentElement;
    root.dataset.theme = "night";
    const lock = navigator.wakeLock?.request("screen").catch(() => null);
    return () => {
      delete root.dataset.theme;
      void lock?.then((held) => held?.release());
    };
  }, [asked]);
}
