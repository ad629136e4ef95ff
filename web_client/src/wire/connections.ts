/** The page's link: one at a time, made when a page first asks for it, ended when another grant's page is shown. */
import { useEffect } from "preact/hooks";
import { zone } from "../i18n/formats";
import { type ConferenceRow, readConference } from "../tables/rows";
import type { Table } from "../tables/table";
import { Connection } from "./socket";

let current: Connection | null = null;

/** The link of `grant` in `conference`: the same object on every call until another one is asked for. */
export function connectionOf(conference: string, grant: string): Connection {
  if (current && current.conference === conference && current.grant === grant) return current;
  current?.end("LEFT");
  current = new Connection(conference, grant).start();
  return current;
}

/** Starts the link anew after it ended: signed in again, or the link was opened again. */
export function reconnect(conference: string, grant: string): Connection {
  current?.end("LEFT");
  current = null;
  return connectionOf(conference, grant);
}

/** Ends the link when a page without one is shown. */
export function disconnect(): void {
  current?.end("LEFT");
  current = null;
}

/** Watches `topic` while the component is shown and gives its table; null watches nothing. */
export function useTable(connection: Connection, topic: string | null): Table | null {
  useEffect(() => (topic === null ? undefined : connection.watch(topic)), [connection, topic]);
  return topic === null ? null : connection.table(topic).value;
}

/** The conference's own row, live; times on the page are shown in its zone. Null until it has come. */
export function useConference(connection: Connection): ConferenceRow | null {
  const table = useTable(connection, "conference");
  const conference = table && readConference(table);
  const conferenceZone = conference?.zone;
  useEffect(() => {
    if (conferenceZone) zone.value = conferenceZone;
  }, [conferenceZone]);
  return conference;
}

/** Hurries the link when the network or the page comes back, and asks before unsent commands are left behind. */
export function mindTheBrowser(): void {
  addEventListener("online", () => current?.hurry());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") current?.hurry();
  });
  addEventListener("beforeunload", (event) => {
    if (current && current.waiting.peek() > 0) event.preventDefault();
  });
}
