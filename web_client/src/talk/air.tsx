/** The way of one place to the floor, as the desk and the phone online show it. Comes with the media: load it late. */
import { useEffect, useRef } from "preact/hooks";
import { serverNowMs } from "../clock";
import { type Air, airOf, type Devices, type MediaSession } from "../media";
import { Chip, speakOut } from "../parts";
import { clockOf } from "../parts/counting";
import { readFloor, readHands } from "../tables/rows";
import { useTable } from "../wire/connections";
import type { Connection } from "../wire/socket";
import { t } from "./words";
import "./talk.css";

/** What a room and a person say differently. */
type AirWord =
  | "turnHow"
  | "cued"
  | "cuedHow"
  | "cuedNoDevices"
  | "press"
  | "pressHow"
  | "pressTaken"
  | "onAir"
  | "onAirHow"
  | "onAirNoDevices"
  | "sayCued"
  | "sayPress"
  | "sayOnAir"
  | "sayOff";
export type AirWords = (word: AirWord) => string;

/** Where `place` stands, and who else does. */
export function useAir(connection: Connection, session: number, place: string) {
  const table = useTable(connection, `floor/${session}`);
  const floor = table && readFloor(table);
  const hands = table ? readHands(table) : [];
  const air = airOf(place, floor, hands, connection.stage.value);
  const other = floor?.onAir && floor.onAir !== place ? floor.onAirName || t("someone") : "";
  return { air, hands, other, total: floor?.handCount ?? 0, isReady: table?.position != null };
}

interface SaidProps {
  air: Air;
  /** Camera and microphone are open. */
  isOpen: boolean;
  say: AirWords;
}

/** Where the place stands, in one chip and one sentence. */
export function Said({ air, isOpen, say }: SaidProps) {
  switch (air.kind) {
    case "waiting":
      return (
        <p>
          <Chip tone="next">{t("turn", { turn: air.turn, of: air.of })}</Chip>{" "}
          <span class="small">{air.other ? t("other", { name: air.other }) : say("turnHow")}</span>
        </p>
      );
    case "cued":
      return (
        <p>
          <Chip tone="next">{say("cued")}</Chip>{" "}
          <span class="small">{say(isOpen ? "cuedHow" : "cuedNoDevices")}</span>
        </p>
      );
    case "press":
      return (
        <p>
          <Chip tone="now">{say("press")}</Chip>{" "}
          <span class="small">{say(air.taken ? "pressTaken" : "pressHow")}</span>
        </p>
      );
    case "onAir":
      return <OnAir air={air} isOpen={isOpen} say={say} />;
    case "idle":
      return null;
  }
}

function OnAir({ air, isOpen, say }: SaidProps & { air: Extract<Air, { kind: "onAir" }> }) {
  const left = Math.ceil((air.graceUntilMs - serverNowMs()) / 1000);
  const words = air.graceUntilMs > 0 && left > 0 ? t("grace", { n: left }) : null;
  return (
    <p class="on-air">
      <b>
        <span aria-hidden="true">■ </span>
        {say("onAir")} <span class="on-air-clock">{clockOf(serverNowMs() - air.sinceMs)}</span>
      </b>
      <span class="small">{words ?? say(isOpen ? "onAirHow" : "onAirNoDevices")}</span>
    </p>
  );
}

/** Camera and microphone are let go when the place has left the air, or its hand is down. */
export function useLettingGo(air: Air, media: MediaSession, devices: Devices): void {
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

/** Each step towards the floor, and off it, is read out; a phone in a pocket stirs where it can. */
export function useSaying({ kind }: Air, say: AirWords): void {
  const before = useRef(kind);
  useEffect(() => {
    const word = SAID[kind];
    if (word) {
      speakOut(say(word));
      if (before.current !== kind) navigator.vibrate?.(200);
    } else if (before.current === "onAir") speakOut(say("sayOff"));
    before.current = kind;
  }, [kind]);
}
