/** The place of the programme online: fetched when the phone is somebody's, so that signing in is light. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, Card } from "../../parts";
import type { MeRow } from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

interface WatchProps {
  connection: Connection;
  me: MeRow;
}

export function WatchSlot(props: WatchProps) {
  const [Watch, setWatch] = useState<{ part: ComponentType<WatchProps> } | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    setFailed(false);
    import("./watch").then(
      (module) => wanted && setWatch({ part: module.default }),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [turn]);
  if (Watch) return <Watch.part {...props} />;
  return (
    <Card pad class="phone-loading">
      {failed ? <Button onClick={() => setTurn(turn + 1)}>{t("retry")}</Button> : t("opening")}
    </Card>
  );
}
