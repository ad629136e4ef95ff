/**
 * A wall has nobody to press "reload". The link comes back by itself (wire/socket); what it gives up on, the wall
 * tries again here for ever: a server that refused while starting, a page older than the server.
 */
import { reconnect } from "../../wire/connections";
import type { Connection } from "../../wire/socket";

const AGAIN_MS = 30_000;

/** Watches the link while the wall is shown; ends with the returned function. */
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
