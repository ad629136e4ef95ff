import { useEffect } from "preact/hooks";

/** The dark theme for as long as the wall is shown, and a screen that does not go to sleep where the browser allows it. */
export function useNight(wall: boolean): void {
  useEffect(() => {
    if (!wall) return;
    const root = document.documentElement;
    root.dataset.theme = "night";
    const lock = navigator.wakeLock?.request("screen").catch(() => null);
    return () => {
      delete root.dataset.theme;
      void lock?.then((held) => held?.release());
    };
  }, [wall]);
}
