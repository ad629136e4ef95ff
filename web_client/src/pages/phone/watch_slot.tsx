/** The place of the programme online: fetched when the phone is somebody's, so that signing in is light. */
import type { ComponentType } from "preact";
import { Card } from "../../parts";
import { Awaited, useFetched } from "../../parts/fetched";
import type { MeRow } from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

interface WatchProps {
  connection: Connection;
  me: MeRow;
}

const load = async (): Promise<ComponentType<WatchProps>> => (await import("./watch")).default;

export function WatchSlot(props: WatchProps) {
  const watch = useFetched(load);
  if (watch.part) return <watch.part {...props} />;
  return (
    <Card pad class="phone-loading">
      <Awaited of={watch}>{t("opening")}</Awaited>
    </Card>
  );
}
