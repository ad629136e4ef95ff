/** Online: the programme's picture and sound, the time that counts, and the way to the floor. Asks for no camera by itself. */
import { count } from "../../i18n/formats";
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
} from "../../media";
import { Button, Card, Meter } from "../../parts";
import { submit } from "../../parts/submit";
import { type MeRow, readProgramme } from "../../tables/rows";
import { Said, useAir, useLettingGo, useSaying } from "../../talk/air";
import { HandsList } from "../../talk/hands_list";
import { t as talk } from "../../talk/words";
import { lowerHand, raiseHand, releaseFloor } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { shareOnline } from "./screens";
import { t } from "./words";

interface WatchProps {
  connection: Connection;
  me: MeRow;
}

/** A phone's screen is small; how many wait is said above them. */
const HANDS_LISTED = 5;

export default function Watch({ connection, me }: WatchProps) {
  const media = useMedia(connection, false);
  const devices = useDevices();
  useFeed(connection, media, devices, "floor");
  const programmeTable = useTable(connection, "programme");
  const programme = programmeTable && readProgramme(programmeTable);
  const { air, hands, other, total, isReady } = useAir(connection, me.session, me.place);
  useMedia(connection, true, air.kind !== "idle"); // lines to send on, only for who asks for the floor
  useLettingGo(air, media, devices);
  useSaying(air, t);
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
        <Floor {...{ connection, me, air, media, devices, isReady }} />
        <HandsList hands={hands} total={total} most={HANDS_LISTED} place={me.place} />
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
  if (air.kind === "idle")
    return (
      <div class="watch-floor">
        {air.other && <p>{talk("other", { name: air.other })}</p>}
        <Button
          tone="primary"
          class="phone-act"
          disabled={!isReady}
          onClick={() => submit(connection, raiseHand(me.session, me.place))}
        >
          {t("raise")}
        </Button>
        <p class="small soft">{t("raiseHow")}</p>
      </div>
    );
  const isOpen = devices.open.value;
  return (
    <div class="watch-floor">
      <Said air={air} isOpen={isOpen} say={t} />
      {air.kind !== "waiting" && <Ready air={air} media={media} devices={devices} />}
      {air.kind === "waiting" ? (
        <Button onClick={() => submit(connection, lowerHand(me.session, me.place))}>{t("lower")}</Button>
      ) : (
        air.kind !== "cued" && (
          <Button onClick={() => submit(connection, releaseFloor(me.session, me.place))}>
            {t("finish")}
          </Button>
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
