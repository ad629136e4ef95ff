/** The place of picture and sound at the desk: fetched when it is wanted, and never in the way of checking people in. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, Card } from "../../parts";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

const STORED = "dc.desk.picture";

interface StageSlotProps {
  connection: Connection;
  node: number;
  session: number;
}

type Loaded = ComponentType<StageSlotProps & { onHide: () => void }>;

export function StageSlot(props: StageSlotProps) {
  const [isOff, setOff] = useState(readOff);
  const [Stage, setStage] = useState<{ card: Loaded } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (isOff) return undefined;
    let wanted = true;
    import("./stage_card").then(
      (module) => wanted && setStage({ card: module.default }),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [isOff]);
  const turn = (off: boolean) => {
    setOff(off);
    keepOff(off);
  };
  return (
    <section class="room-stage" aria-label={t("title")}>
      {isOff || !Stage ? (
        <Card pad class="stage-off">
          <p class="small soft">{isOff ? t("hidden") : failed ? t("loadFailed") : t("loading")}</p>
          {isOff && <Button onClick={() => turn(false)}>{t("show")}</Button>}
        </Card>
      ) : (
        <Stage.card {...props} onHide={() => turn(true)} />
      )}
    </section>
  );
}

function readOff(): boolean {
  try {
    return localStorage.getItem(STORED) === "off";
  } catch {
    return false;
  }
}

function keepOff(off: boolean): void {
  try {
    localStorage.setItem(STORED, off ? "off" : "on");
  } catch {
    // A browser that stores nothing shows the picture again next time.
  }
}
