/** The desk's picture of the programme, and the way of this room to the floor. Loaded apart: check-in never waits for it. */
import { useEffect, useRef } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { isRefusal, verdictWords } from "../../i18n/verdicts";
import {
  type Air,
  airOf,
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
import { Button, Card, Chip, speakOut, toast } from "../../parts";
import { clockOf } from "../../parts/counting";
import { path } from "../../router";
import { readFloor, readHands, readProgramme } from "../../tables/rows";
import { type Ask, lowerHand, placeOfPoint, raiseHand, releaseFloor } from "../../wire/commands";
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
  const floorTable = useTable(connection, `floor/${session}`);
  const programme = programmeTable && readProgramme(programmeTable);
  const floor = floorTable && readFloor(floorTable);
  const place = placeOfPoint(node);
  const air = airOf(place, floor, floorTable ? readHands(floorTable) : [], connection.stage.value);
  useLettingGo(air, media, devices);
  useSaying(air);
  const other = floor?.onAir && floor.onAir !== place ? floor.onAirName || t("someone") : "";
  return (
    <Card class={`stage-card ${LOOKS[air.kind]}`}>
      <div class="stage-picture">
        <Programme
          session={media}
          camera={programme?.camera ?? false}
          slides={programme?.slides ?? false}
          floor={other}
        />
        <Listen />
      </div>
      <Sound session={media} programme={!screenNear} floor={!screenNear} />
      <PathTrouble session={media} />
      <Floor
        {...{ connection, session, place, air, media, devices }}
        isReady={floorTable?.position !== null && floorTable !== null}
      />
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
  const submit = (ask: Ask) => {
    void connection.submit(ask).then(({ verdict }) => {
      if (isRefusal(verdict)) toast(verdictWords(verdict), "now");
    });
  };
  /** The press by which a person says: I am ready to be seen and heard when it is given to us. With the floor given
   * already it would put the room on air, so there opening the camera is a press of its own. */
  const ready = () => {
    media.publish("floor", true);
    void devices.start();
  };
  const raise = () => {
    submit(raiseHand(session, place));
    ready();
  };
  const lower = () => submit(lowerHand(session, place));
  const finish = () => submit(releaseFloor(session, place));
  const isOpen = devices.open.value;
  if (air.kind === "idle")
    return (
      <div class="stage-floor">
        {air.other && <p>{t("other", { name: air.other })}</p>}
        <Button tone="primary" disabled={!isReady} onClick={raise}>
          {t("raise")}
        </Button>
        <p class="small soft">{t("raiseHow")}</p>
      </div>
    );
  return (
    <div class="stage-floor">
      <Said air={air} isOpen={isOpen} />
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

/** Where the room stands, in one chip and one sentence. */
function Said({ air, isOpen }: { air: Air; isOpen: boolean }) {
  switch (air.kind) {
    case "waiting":
      return (
        <p>
          <Chip tone="next">{t("turn", { turn: air.turn, of: air.of })}</Chip>{" "}
          <span class="small">{air.other ? t("other", { name: air.other }) : t("turnHow")}</span>
        </p>
      );
    case "cued":
      return (
        <p>
          <Chip tone="next">{t("cued")}</Chip>{" "}
          <span class="small">{isOpen ? t("cuedHow") : t("cuedNoDevices")}</span>
        </p>
      );
    case "press":
      return (
        <p>
          <Chip tone="now">{t("press")}</Chip>{" "}
          <span class="small">{air.taken ? t("pressTaken") : t("pressHow")}</span>
        </p>
      );
    case "onAir":
      return <OnAir air={air} isOpen={isOpen} />;
    case "idle":
      return null;
  }
}

function OnAir({ air, isOpen }: { air: Extract<Air, { kind: "onAir" }>; isOpen: boolean }) {
  const left = Math.ceil((air.graceUntilMs - serverNowMs()) / 1000);
  const words = air.graceUntilMs > 0 && left > 0 ? t("grace", { n: left }) : null;
  return (
    <p class="stage-on-air">
      <b>
        <span aria-hidden="true">■ </span>
        {t("onAir")} <span class="stage-clock">{clockOf(serverNowMs() - air.sinceMs)}</span>
      </b>
      <span class="small">{words ?? (isOpen ? t("onAirHow") : t("onAirNoDevices"))}</span>
    </p>
  );
}

/** Camera and microphone are let go when the room has left the air, or its hand is down. */
function useLettingGo(air: Air, media: MediaSession, devices: Devices): void {
  const wasAsking = useRef(false);
  const isAsking = air.kind !== "idle";
  useEffect(() => {
    if (wasAsking.current && !isAsking) {
      media.publish("floor", false);
      devices.stop();
    }
    wasAsking.current = isAsking;
  }, [isAsking, media, devices]);
}

const SAID: Partial<Record<Air["kind"], "sayCued" | "sayOnAir" | "sayPress">> = {
  cued: "sayCued",
  onAir: "sayOnAir",
  press: "sayPress",
};

/** Each step towards the floor, and off it, is read out. */
function useSaying({ kind }: Air): void {
  const before = useRef(kind);
  useEffect(() => {
    const word = SAID[kind];
    if (word) speakOut(t(word));
    else if (before.current === "onAir") speakOut(t("sayOff"));
    before.current = kind;
  }, [kind]);
}
