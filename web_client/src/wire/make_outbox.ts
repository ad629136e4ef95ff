/** The outbox of a page in a browser: fetched by pages that send commands, and not by those that only watch. */
import { Accepted, shelfOf } from "./kept";
import { Outbox } from "./outbox";

export function makeOutbox(conference: string, grant: string): Outbox {
  const shelves = { lasting: shelfOf(() => localStorage), passing: shelfOf(() => sessionStorage) };
  return new Outbox(new Accepted(conference, grant, shelves, Date.now()));
}
