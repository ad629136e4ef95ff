/** Lifecycle commands: sent, pending, then confirmed by the row that changes, or refused in words. */
import { useState } from "preact/hooks";
import { submit } from "../../parts/submit";
import type { Ask } from "../../wire/commands";
import type { Connection } from "../../wire/socket";

export interface Deeds {
  readonly pending: boolean;
  /** A step of the lifecycle is never kept for later: without a link there is none. */
  readonly linked: boolean;
  readonly submit: (ask: Ask) => void;
}

export function useDeeds(connection: Connection): Deeds {
  const [pending, setPending] = useState(false);
  const send = (ask: Ask) => {
    setPending(true);
    void submit(connection, ask).finally(() => setPending(false));
  };
  return { pending, linked: connection.link.value.live, submit: send };
}
