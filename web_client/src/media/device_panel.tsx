/** This device's own camera and microphone: what they give, which ones, on or off. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Button } from "../parts";
import type { Choice, DeviceKind, Devices } from "./devices";
import { LevelMeter } from "./level_meter";
import { Picture } from "./picture";
import { TroubleBox } from "./trouble_box";
import { t } from "./words";

interface DevicePanelProps {
  devices: Devices;
  /** Over the preview: on air, in cue. */
  children?: ComponentChildren;
  /** Room for the choice of devices; without it only preview, level and mute. */
  choices?: boolean;
}

export function DevicePanel({ devices, children, choices = true }: DevicePanelProps) {
  const microphone = devices.microphone.value;
  const muted = devices.muted.value;
  return (
    <div class="devices-panel">
      <Picture
        track={devices.camera.value}
        label={t("preview")}
        waiting={devices.opening.value ? t("opening") : t("noPreview")}
        mirrored
      >
        {children}
      </Picture>
      <div class="devices-sound">
        <LevelMeter track={microphone} muted={muted} />
        <Button aria-pressed={muted} disabled={!microphone} onClick={() => devices.mute(!muted)}>
          {muted ? t("unmute") : t("mute")}
        </Button>
      </div>
      {choices && devices.open.value && (
        <div class="devices-choices">
          <Chosen devices={devices} kind="camera" label={t("cameraChoice")} all={devices.cameras.value} />
          <Chosen
            devices={devices}
            kind="microphone"
            label={t("microphoneChoice")}
            all={devices.microphones.value}
          />
        </div>
      )}
      <TroubleBox trouble={devices.trouble.value} onAgain={() => void devices.start()} />
    </div>
  );
}

interface ChosenProps {
  devices: Devices;
  kind: DeviceKind;
  label: string;
  all: readonly Choice[];
}

function Chosen({ devices, kind, label, all }: ChosenProps) {
  const id = useId();
  const now = devices[kind].value?.getSettings().deviceId ?? "";
  if (all.length === 0) return null;
  return (
    <div class="field">
      <label class="field-label small" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="input small"
        value={now}
        onChange={(event) => void devices.choose(kind, event.currentTarget.value)}
      >
        {all.map((choice, n) => (
          <option key={choice.id} value={choice.id}>
            {choice.label || t("unnamedDevice", { n: n + 1 })}
          </option>
        ))}
      </select>
    </div>
  );
}
