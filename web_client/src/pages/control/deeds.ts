/** Lifecycle commands: sent, pending, then confirmed by the row that changes, or refused in words. */
import { useState } from "preact/hooks";
import { isRefusal, verdictWords } from "../../i18n/verdicts";
import { toast } from "../../parts";
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
  const submit = (ask: Ask) => {
    setPending(true);
    connection.submit(ask).then(
      ({ verdict }) => {
        setPending(false);
        if (isRefusal(verdict)) toast(verdictWords(verdict), "now");
      },
      () => setPending(false),
    );
  };
  return { pending, linked: connection.link.value.live, submit };
}
