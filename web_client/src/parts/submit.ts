/** A press that asks the server for something: a refusal is said in words, and what was done where the rows do not show it. */
import { isRefusal, verdictWords } from "../i18n/verdicts";
import type { Ask } from "../wire/commands";
import type { Connection } from "../wire/socket";
import { toast } from "./toast";

/** Whether the server took it. `done` is said when it did. */
export async function submit(connection: Connection, ask: Ask, done?: string): Promise<boolean> {
  const { verdict } = await connection.submit(ask);
  const isTaken = !isRefusal(verdict);
  if (!isTaken) toast(verdictWords(verdict), "now");
  else if (done) toast(done);
  return isTaken;
}
