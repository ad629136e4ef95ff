/** The board on a desk or a phone: where one is, the unit's figures, the units below. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { Bar, Button, Card, Dialog, Empty, OfflineBar } from "../../parts";
import { Awaited, useFetched } from "../../parts/fetched";
import type { Board } from "../../parts/figures";
import { SessionChip } from "../../parts/states";
import { path, type Route } from "../../router";
import {
  type ConferenceRow,
  ConferenceState,
  type PresenceRow,
  readPresence,
  type SessionRow,
} from "../../tables/rows";
import type { Table } from "../../tables/table";
import type { Connection } from "../../wire/socket";
import { Children } from "./children";
import { addressOf, Choices } from "./choices";
import type { Below, Roll } from "./index";
import type { ShareDialogProps } from "./share_dialog";
import { Summary } from "./summary";
import type { Step } from "./trail";
import { t } from "./words";

export interface BoardFacts {
  connection: Connection;
  conference: ConferenceRow;
  route: Route;
  session: SessionRow | null;
  node: number;
  /** Null until the first frame has come. */
  board: Board | null;
  below: Below;
  presence: Table | null;
  roll: Roll;
}

const ROOT = 0;

export function presenceRows(table: Table | null): ReadonlyMap<number, PresenceRow> {
  const rows = [...(table?.rows.values() ?? [])].map(readPresence);
  return new Map(rows.map((row) => [row.node, row]));
}

export function BoardView({ trail, ...facts }: BoardFacts & { trail: readonly Step[] }) {
  const [sharing, setSharing] = useState(false);
  const dialog = useFetched(loadShareDialog, sharing);
  const close = () => setSharing(false);
  const { connection, conference, route, session, board } = facts;
  const presence = presenceRows(facts.presence);
  const self = board?.self ?? null;
  const name = facts.node === ROOT ? t("whole") : (self?.name ?? "");
  return (
    <>
      <Bar place={name} conference={conference.title} role={t("page")} connection={connection}>
        {route.grant.startsWith("h") && (
          <>
            <Button onClick={() => setSharing(true)}>{t("share")}</Button>
            <a class="button" href={path("control", route.conference, route.grant)}>
              {t("control")}
            </a>
          </>
        )}
        <a class="button board-to-wall" href={addressOf(route, { wall: "" })} onClick={fillScreen}>
          {t("wall")}
        </a>
      </Bar>
      <OfflineBar connection={connection} />
      <main class="board">
        <div class="board-head">
          <div class="board-where">
            <Trail trail={trail} route={route} />
            {session && (
              <div class="board-session">
                <b>{session.name}</b> <SessionChip state={session.state} />
              </div>
            )}
          </div>
          <Choices conference={conference} route={route} session={session} roll={facts.roll} />
        </div>
        {!board && <p class="soft">{t("loading")}</p>}
        {isEmpty(facts) && (
          <Card>
            <Empty title={t("emptyTitle")}>{t("emptyHow")}</Empty>
          </Card>
        )}
        {self && !isEmpty(facts) && <Summary {...facts} self={self} presence={presence.get(facts.node)} />}
        {facts.below.rows.length > 0 && <Children {...facts} presence={presenceRows(facts.below.presence)} />}
      </main>
      {sharing && !dialog.part && (
        <Dialog title={t("share")} onClose={close}>
          <Awaited of={dialog}>{t("loading")}</Awaited>
        </Dialog>
      )}
      {sharing && dialog.part && (
        <dialog.part connection={connection} node={facts.node} name={name} onClose={close} />
      )}
    </>
  );
}

/** Only a host ever needs it: viewers and walls load without it. */
const loadShareDialog = async (): Promise<ComponentType<ShareDialogProps>> =>
  (await import("./share_dialog")).ShareDialog;

/** A draft without people has no figures yet: noughts would look like an answer. */
export const isEmpty = ({ conference, board }: BoardFacts): boolean =>
  conference.state === ConferenceState.DRAFT && board?.self?.place.summoned === 0;

/** A wall wants the whole screen; a browser that refuses shows it in its window. */
const fillScreen = () => {
  document.documentElement.requestFullscreen?.().catch(() => null);
};

function Trail({ trail, route }: { trail: readonly Step[]; route: Route }) {
  if (trail.length < 2) return null;
  return (
    <nav aria-label={t("path")}>
      <ol class="board-trail">
        {trail.map((step, at) => {
          const name = step.node === ROOT ? t("whole") : step.name || "…";
          const nodes = trail.slice(1, at + 1).map((one) => one.node);
          return (
            <li key={step.node}>
              {at === trail.length - 1 ? (
                <b aria-current="page">{name}</b>
              ) : (
                <a href={addressOf(route, {}, nodes)}>{name}</a>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
