/** The place of picture and sound at the desk: fetched when it is wanted, and never in the way of checking people in. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { Button, Card } from "../../parts";
import { Awaited, useFetched } from "../../parts/fetched";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

const STORED = "dc.desk.picture";

interface StageSlotProps {
  connection: Connection;
  node: number;
  session: number;
}

type Loaded = ComponentType<StageSlotProps & { onHide: () => void }>;

const load = async (): Promise<Loaded> => (await import("./stage_card")).default;

export function StageSlot(props: StageSlotProps) {
  const [isOff, setOff] = useState(readOff);
  const stage = useFetched(load, !isOff);
  const Stage = stage.part;
  const turn = (off: boolean) => {
    setOff(off);
    keepOff(off);
  };
  return (
    <section class="room-stage" aria-label={t("title")}>
      {isOff || !Stage ? (
        <Card pad class="stage-off">
          {isOff ? (
            <>
              <p class="small soft">{t("hidden")}</p>
              <Button onClick={() => turn(false)}>{t("show")}</Button>
            </>
          ) : (
            <Awaited of={stage}>
              <p class="small soft">{t("loading")}</p>
            </Awaited>
          )}
        </Card>
      ) : (
        <Stage {...props} onHide={() => turn(true)} />
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
