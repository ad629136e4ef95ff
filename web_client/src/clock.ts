/** The page's clock: a signal that moves once a second, and the server's time as far as it is known. */
import { signal } from "@preact/signals";

/** The device's own clock, refreshed once a second; reading it in a component redraws that component. */
export const secondMs = signal(Date.now());

/** Server clock minus device clock, measured at every WELCOME. */
export const aheadMs = signal(0);

/** The server's time now; moves once a second. */
export const serverNowMs = () => secondMs.value + aheadMs.value;

export function startClock(): void {
  setInterval(() => {
    secondMs.value = Date.now();
  }, 1000);
}
