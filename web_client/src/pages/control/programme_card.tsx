/**
 * The programme at the host's page: what this computer sends, what of it arrives at the bridge, who is on air, who is
 * next. Nothing is sent before two presses: open the camera, look at oneself, then send.
 */
import type { Signal } from "@preact/signals";
import { count, percent } from "../../i18n/formats";
import {
  DevicePanel,
  type Devices,
  LevelMeter,
  Line,
  LineState,
  Listen,
  type MediaSession,
  PathTrouble,
  Picture,
  Sound,
  TroubleBox,
  useDevices,
  useFeed,
  useMedia,
  useQuality,
} from "../../media";
import { Button, Card, Chip } from "../../parts";
import type { FloorRow, ProgrammeRow } from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

interface ProgrammeCardProps {
  connection: Connection;
  programme: ProgrammeRow | null;
  floor: FloorRow | null;
  /** The host listens to the rooms; the main venue's own loudspeakers do not. */
  listens: Signal<boolean>;
}

export function ProgrammeCard({ connection, programme, floor, listens }: ProgrammeCardProps) {
  const session = useMedia(connection, true);
  const devices = useDevices();
  const sends = useFeed(connection, session, devices, "programme");
  const facts = { session, devices, programme, floor, sends };
  return (
    <Card class="programme-card">
      <div class="tiles">
        <MainTile {...facts} />
        <div class="tiles-beside">
          <RoomTile {...facts} />
          <SlidesTile {...facts} />
        </div>
        <Listen />
      </div>
      <Sound session={session} programme={listens.value && !sends} floor={listens.value} />
      <PathTrouble session={session} />
      <Sending {...facts} />
      <div class="programme-line">
        <LineState session={session} figures={false} />
        <label class="tick small">
          <input
            type="checkbox"
            checked={listens.value}
            onChange={(event) => {
              listens.value = event.currentTarget.checked;
            }}
          />
          {t("listens")}
        </label>
      </div>
    </Card>
  );
}

interface Facts {
  session: MediaSession;
  devices: Devices;
  programme: ProgrammeRow | null;
  floor: FloorRow | null;
  /** This page has the right to feed the programme, and does. */
  sends: boolean;
}

/** The main venue. The bridge sends nobody's picture back to who sends it: here that one is the camera's own. */
function MainTile({ session, devices, programme, sends }: Facts) {
  const own = devices.camera.value;
  const isOwn = own !== null && (sends || programme?.camera !== true);
  const track = isOwn ? own : programme?.camera ? session.received.value[Line.PROGRAMME_CAMERA] : null;
  return (
    <Picture track={track} label={t("mainVenue")} waiting={<NoProgramme programme={programme} />}>
      <span class="picture-chip">
        {!programme?.live ? (
          <Chip>{own ? t("previewOnly") : t("notSending")}</Chip>
        ) : isCut(session, sends) ? (
          <Chip tone="next">{t("cutOff")}</Chip>
        ) : (
          <Chip tone="now">{t("onAirMain")}</Chip>
        )}
      </span>
    </Picture>
  );
}

/** The right to send lasts longer than the line: without the line nobody sees what this page sends. */
const isCut = (session: MediaSession, sends: boolean): boolean =>
  sends && (session.state.value.phase !== "joined" || session.isAway.value);

function NoProgramme({ programme }: { programme: ProgrammeRow | null }) {
  return (
    <span class="tile-none">
      <b>{programme?.live ? t("soundOnly") : t("noProgramme")}</b>
      {!programme?.live && <span class="small">{t("noProgrammeHow")}</span>}
    </span>
  );
}

/** Who is cued, before everybody sees it; else who has the floor (the bridge's law for a director). */
function RoomTile({ session, floor }: Facts) {
  const cued = floor?.cue ? floor.cueName : "";
  const onAir = floor?.onAir ? floor.onAirName : "";
  const track = cued || onAir ? session.received.value[Line.FLOOR_CAMERA] : null;
  return (
    <Picture
      track={track}
      label={cued ? t("cuePicture", { name: cued }) : t("floorPicture")}
      waiting={<span class="small">{cued || onAir ? t("noRoomPicture") : t("nobodyNext")}</span>}
    >
      <span class="picture-chip">
        {cued ? (
          <Chip tone="next">{t("cueChip", { name: cued })}</Chip>
        ) : onAir ? (
          <Chip tone="now">{t("airChip", { name: onAir })}</Chip>
        ) : (
          <Chip>{t("cueTile")}</Chip>
        )}
      </span>
    </Picture>
  );
}

function SlidesTile({ session, devices, programme, sends }: Facts) {
  const own = devices.slides.value;
  const received = programme?.slides ? session.received.value[Line.SLIDES] : null;
  return (
    <Picture
      track={own ?? received}
      label={t("slidesPicture")}
      waiting={<span class="small">{t("noSlides")}</span>}
    >
      <span class="picture-chip">
        {own && !sends ? (
          <Chip>{t("previewOnly")}</Chip>
        ) : programme?.slides && isCut(session, sends) ? (
          <Chip tone="next">{t("slidesCut")}</Chip>
        ) : programme?.slides ? (
          <Chip tone="now">{t("slidesShown")}</Chip>
        ) : (
          <Chip>{t("slidesTile")}</Chip>
        )}
      </span>
    </Picture>
  );
}

/** From nothing to sending in two presses, and back in one. */
function Sending({ session, devices, sends }: Facts) {
  const open = devices.open.value;
  const stop = () => {
    session.publish("programme", false);
    devices.stop();
  };
  return (
    <div class="sending">
      <div class="sending-acts">
        {!open && (
          <Button disabled={devices.opening.value} onClick={() => void devices.start()}>
            {devices.opening.value ? t("openingCamera") : t("openCamera")}
          </Button>
        )}
        {open && !sends && (
          <Button tone="now" onClick={() => session.publish("programme", true)}>
            {t("send")}
          </Button>
        )}
        {devices.slides.value ? (
          <Button onClick={() => devices.stopSlides()}>{t("stopSlides")}</Button>
        ) : (
          <Button onClick={() => void shareWindow(session, devices)}>{t("startSlides")}</Button>
        )}
        {(open || sends) && <Button onClick={stop}>{sends ? t("stop") : t("closeCamera")}</Button>}
      </div>
      {open ? (
        <>
          {sends && <LevelMeter track={devices.microphone.value} muted={devices.muted.value} />}
          <details class="sending-devices" open={!sends}>
            <summary>{t("devices")}</summary>
            <DevicePanel devices={devices} />
          </details>
        </>
      ) : (
        <TroubleBox trouble={devices.trouble.value} onAgain={() => void devices.start()} />
      )}
      {sends && <FarEnd session={session} />}
    </div>
  );
}

/** Slides are seen at once: choosing the window in the browser's own question was the press. */
async function shareWindow(session: MediaSession, devices: Devices): Promise<void> {
  await devices.startSlides();
  if (devices.slides.peek()) session.publish("programme", true);
}

/** What the far end receives of us, as the bridge last told. */
function FarEnd({ session }: { session: MediaSession }) {
  const quality = useQuality(session);
  if (!quality || session.isAway.value) return <p class="small soft">{t("farWaiting")}</p>;
  const { camera, slides } = quality;
  const flow = (of: NonNullable<typeof camera>) =>
    t("flow", { width: of.width, height: of.height, frames: of.framesPerS });
  return (
    <p class="small soft" aria-live="off">
      <b>{t("far")}</b>{" "}
      {[
        camera && t("farCamera", { flow: flow(camera) }),
        slides && t("farSlides", { flow: flow(slides) }),
        t("farRate", { kbps: count(quality.sentKbps), loss: percent(quality.lossOut, 1) }),
      ]
        .filter(Boolean)
        .join(" · ")}
    </p>
  );
}
