/** The desk's picture of the programme, and the way of this room to the floor. Loaded apart: check-in never waits for it. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import {
  type Air,
  DevicePanel,
  type Devices,
  LineState,
  Listen,
  type MediaSession,
  PathTrouble,
  Programme,
  Sound,
  useDevices,
  useFeed,
  useMedia,
  useScreenNear,
} from "../../media";
import { Button, Card } from "../../parts";
import { submit } from "../../parts/submit";
import { path } from "../../router";
import { readProgramme } from "../../tables/rows";
import { Said, useAir, useLettingGo, useSaying } from "../../talk/air";
import { HandsList } from "../../talk/hands_list";
import { t as talk } from "../../talk/words";
import { lowerHand, placeOfPoint, raiseHand, releaseFloor } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

const LOOKS: Readonly<Record<Air["kind"], string>> = {
  idle: "",
  waiting: "",
  cued: "air-cued",
  press: "air-press",
  onAir: "air-on",
};

/** The first few; how many wait is said above them. */
const HANDS_LISTED = 8;

interface StageCardProps {
  connection: Connection;
  node: number;
  session: number;
  onHide: () => void;
}

export default function StageCard({ connection, node, session, onHide }: StageCardProps) {
  const media = useMedia(connection, true);
  const devices = useDevices();
  useFeed(connection, media, devices, "floor");
  const screenNear = useScreenNear(`${connection.conference}.${connection.grant}`);
  const programmeTable = useTable(connection, "programme");
  const programme = programmeTable && readProgramme(programmeTable);
  const place = placeOfPoint(node);
  const { air, hands, other, total, isReady } = useAir(connection, session, place);
  useLettingGo(air, media, devices);
  useSaying(air, t);
  const picture = useRef<HTMLDivElement>(null);
  useInSight(picture, air.kind);
  return (
    <Card class={`stage-card ${LOOKS[air.kind]}`}>
      <Floor {...{ connection, session, place, air, media, devices, isReady }} />
      <div class="stage-picture" ref={picture}>
        <Listen />
        <Programme
          session={media}
          camera={programme?.camera ?? false}
          slides={programme?.slides ?? false}
          floor={other}
        />
      </div>
      <Sound session={media} programme={!screenNear} floor={!screenNear} />
      <PathTrouble session={media} />
      <HandsList hands={hands} total={total} most={HANDS_LISTED} place={place} />
      <div class="stage-foot">
        <LineState session={media} figures={false} />
        {screenNear && <span class="small soft">{t("soundAtScreen")}</span>}
        <a
          class="button"
          href={path("screen", connection.conference, connection.grant)}
          target="_blank"
          rel="noopener"
        >
          {t("screen")}
        </a>
        {air.kind === "idle" && (
          <Button tone="quiet" onClick={onHide}>
            {t("hide")}
          </Button>
        )}
      </div>
    </Card>
  );
}

/** Once the room is about to be seen the card stands first (stage.css); whoever has scrolled away is brought back to it. */
function useInSight(inside: RefObject<HTMLElement | null>, kind: Air["kind"]): void {
  const urgent = LOOKS[kind] !== "";
  useEffect(() => {
    const slot = inside.current?.closest(".room-stage");
    if (!urgent || !slot) return;
    const side = slot.parentElement;
    if (side && side.clientHeight > 0) side.scrollTop = 0;
    else slot.scrollIntoView();
  }, [urgent, inside]);
}

interface FloorProps {
  connection: Connection;
  session: number;
  place: string;
  air: Air;
  media: MediaSession;
  devices: Devices;
  isReady: boolean;
}

function Floor({ connection, session, place, air, media, devices, isReady }: FloorProps) {
  /** The press by which a person says: I am ready to be seen and heard when it is given to us. With the floor given
   * already it would put the room on air, so there opening the camera is a press of its own. */
  const ready = () => {
    media.publish("floor", true);
    void devices.start();
  };
  const raise = () => {
    submit(connection, raiseHand(session, place));
    ready();
  };
  const lower = () => submit(connection, lowerHand(session, place));
  const finish = () => submit(connection, releaseFloor(session, place));
  const isOpen = devices.open.value;
  if (air.kind === "idle")
    return (
      <div class="stage-floor">
        {air.other && <p>{talk("other", { name: air.other })}</p>}
        <Button disabled={!isReady} onClick={raise}>
          {t("raise")}
        </Button>
        <p class="small soft">{t("raiseHow")}</p>
      </div>
    );
  return (
    <div class="stage-floor">
      <Said air={air} isOpen={isOpen} say={t} />
      {isOpen || devices.trouble.value ? (
        <DevicePanel devices={devices} />
      ) : (
        <Button
          tone="primary"
          disabled={devices.opening.value}
          onClick={air.kind === "press" ? () => void devices.start() : ready}
        >
          {t("openDevices")}
        </Button>
      )}
      {air.kind === "press" && (
        <Button tone="now" disabled={!isOpen} onClick={() => media.publish("floor", true)}>
          {t("pressAct")}
        </Button>
      )}
      {air.kind === "waiting" && <Button onClick={lower}>{t("lower")}</Button>}
      {(air.kind === "onAir" || air.kind === "press") && <Button onClick={finish}>{t("finish")}</Button>}
    </div>
  );
}
