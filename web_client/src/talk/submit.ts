/** A press that needs no word when it worked: the rows show it. A refusal is said in words. */
import { isRefusal, verdictWords } from "../i18n/verdicts";
import { toast } from "../parts";
import type { Ask } from "../wire/commands";
import type { Connection } from "../wire/socket";

export function submit(connection: Connection, ask: Ask): void {
  void connection.submit(ask).then(({ verdict }) => {
    if (isRefusal(verdict)) toast(verdictWords(verdict), "now");
  });
}
