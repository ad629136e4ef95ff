/** Online: the programme's picture and sound, the time that counts, and the way to the floor. Asks for no camera by itself. */
import { useEffect, useRef } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { count } from "../../i18n/formats";
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
} from "../../media";
import { Button, Card, Chip, Meter, speakOut, toast } from "../../parts";
import { clockOf } from "../../parts/counting";
import { type MeRow, readFloor, readHands, readProgramme } from "../../tables/rows";
import { type Ask, lowerHand, raiseHand, releaseFloor } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { shareOnline } from "./screens";
import { t } from "./words";

interface WatchProps {
  connection: Connection;
  me: MeRow;
}

export default function Watch({ connection, me }: WatchProps) {
  const media = useMedia(connection, false);
  const devices = useDevices();
  useFeed(connection, media, devices, "floor");
  const programmeTable = useTable(connection, "programme");
  const floorTable = useTable(connection, `floor/${me.session}`);
  const programme = programmeTable && readProgramme(programmeTable);
  const floor = floorTable && readFloor(floorTable);
  const air = airOf(me.place, floor, floorTable ? readHands(floorTable) : [], connection.stage.value);
  useMedia(connection, true, air.kind !== "idle"); // lines to send on, only for who asks for the floor
  useLettingGo(air, media, devices);
  useSaying(air);
  const other = floor?.onAir && floor.onAir !== me.place ? floor.onAirName || t("someone") : "";
  return (
    <div class="watch" data-air={air.kind}>
      <div class="watch-picture">
        <Programme
          session={media}
          camera={programme?.camera ?? false}
          slides={programme?.slides ?? false}
          floor={other}
        />
        <Listen />
      </div>
      <Sound session={media} />
      <PathTrouble session={media} />
      <Card pad class="watch-said">
        {air.kind === "idle" && <Dwelt me={me} />}
        <Floor {...{ connection, me, air, media, devices }} isReady={floorTable?.position != null} />
        <LineState session={media} figures={false} />
      </Card>
    </div>
  );
}

function Dwelt({ me }: { me: MeRow }) {
  const words = me.counted
    ? t("dwellDone", { n: count(me.minutes) })
    : t("dwell", { n: count(me.minutes), needed: count(me.minutesNeeded) });
  return (
    <div class="watch-dwelt">
      <p class="small">{words}</p>
      <Meter part={shareOnline(me)} whole={1} label={words} />
    </div>
  );
}

interface FloorProps {
  connection: Connection;
  me: MeRow;
  air: Air;
  media: MediaSession;
  devices: Devices;
  isReady: boolean;
}

function Floor({ connection, me, air, media, devices, isReady }: FloorProps) {
  const submit = (ask: Ask) => {
    void connection.submit(ask).then(({ verdict }) => {
      if (isRefusal(verdict)) toast(verdictWords(verdict), "now");
    });
  };
  if (air.kind === "idle")
    return (
      <div class="watch-floor">
        {air.other && <p>{t("other", { name: air.other })}</p>}
        <Button
          tone="primary"
          class="phone-act"
          disabled={!isReady}
          onClick={() => submit(raiseHand(me.session, me.place))}
        >
          {t("raise")}
        </Button>
        <p class="small soft">{t("raiseHow")}</p>
      </div>
    );
  const isOpen = devices.open.value;
  return (
    <div class="watch-floor">
      <Said air={air} isOpen={isOpen} />
      {air.kind !== "waiting" && <Ready air={air} media={media} devices={devices} />}
      {air.kind === "waiting" ? (
        <Button onClick={() => submit(lowerHand(me.session, me.place))}>{t("lower")}</Button>
      ) : (
        air.kind !== "cued" && (
          <Button onClick={() => submit(releaseFloor(me.session, me.place))}>{t("finish")}</Button>
        )
      )}
    </div>
  );
}

/** One press opens microphone and camera and says that she is ready; the browser asks only now. */
function Ready({ air, media, devices }: { air: Air; media: MediaSession; devices: Devices }) {
  const isOpen = devices.open.value;
  const begin = async () => {
    if (!devices.open.peek()) await devices.start();
    if (devices.open.peek()) media.publish("floor", true);
  };
  return (
    <>
      {(isOpen || devices.trouble.value) && <DevicePanel devices={devices} choices={false} />}
      {air.kind === "press" && (
        <Button tone="now" class="phone-act" disabled={devices.opening.value} onClick={() => void begin()}>
          {t("pressAct")}
        </Button>
      )}
      {air.kind !== "press" && !isOpen && (
        <Button
          tone="primary"
          class="phone-act"
          disabled={devices.opening.value}
          onClick={() => void begin()}
        >
          {t("openDevices")}
        </Button>
      )}
    </>
  );
}

/** Where she stands, in one chip and one sentence. */
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
          <Chip tone="next">{t("cued")}</Chip> <span class="small">{t("cuedHow")}</span>
        </p>
      );
    case "press":
      return (
        <p>
          <Chip tone="now">{t("press")}</Chip>{" "}
          <span class="small">{t(air.taken ? "pressTaken" : "pressHow")}</span>
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
    <p class="watch-on-air">
      <b>
        <span aria-hidden="true">■ </span>
        {t("onAir")} <span class="watch-clock">{clockOf(serverNowMs() - air.sinceMs)}</span>
      </b>
      <span class="small">{words ?? t(isOpen ? "onAirHow" : "onAirNoDevices")}</span>
    </p>
  );
}

/** Camera and microphone are let go when she has left the air, or her hand is down. */
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

/** Each step towards the floor, and off it, is read out, and stirs the phone in the pocket where it can. */
function useSaying({ kind }: Air): void {
  const before = useRef(kind);
  useEffect(() => {
    const word = SAID[kind];
    if (word) {
      speakOut(t(word));
      if (before.current !== kind) navigator.vibrate?.(200);
    } else if (before.current === "onAir") speakOut(t("sayOff"));
    before.current = kind;
  }, [kind]);
}
