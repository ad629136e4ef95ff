/**
 * The camera and microphone of this device: opened on a press, chosen, muted, closed. One instance per page.
 *
 * Rule 1: nothing is asked of the reader before they press something that needs it.
 * Rule 2: one device missing never takes the other away.
 * Rule 3: a device that was pulled out is said, and the next press opens what is there.
 */
import { computed, signal } from "@preact/signals";
import { type Trouble, troubleOf, type Wanted } from "./trouble";

export type DeviceKind = "camera" | "microphone";

export interface Choice {
  readonly id: string;
  readonly label: string;
}

const STORED = "dc.devices";

const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** Letters of slides need pixels, not frames. */
const SLIDES: MediaTrackConstraints = {
  width: { max: 1920 },
  height: { max: 1080 },
  frameRate: { max: 10 },
};

export class Devices {
  readonly camera = signal<MediaStreamTrack | null>(null);
  readonly microphone = signal<MediaStreamTrack | null>(null);
  readonly slides = signal<MediaStreamTrack | null>(null);
  readonly trouble = signal<Trouble | null>(null);
  readonly opening = signal(false);
  /** The reader's own switch; the track stays open, so that it is on again at once. */
  readonly muted = signal(false);
  readonly cameras = signal<readonly Choice[]>([]);
  readonly microphones = signal<readonly Choice[]>([]);
  readonly open = computed(() => this.camera.value !== null || this.microphone.value !== null);

  private readonly chosen: Record<DeviceKind, string> = readChosen();
  private readonly relist = () => void this.list();

  /** Asks for camera and microphone; what cannot be had is in `trouble`, what can is open. */
  async start(): Promise<void> {
    if (this.opening.peek()) return;
    this.opening.value = true;
    this.trouble.value = null;
    const wanted = { camera: this.camera.peek() === null, microphone: this.microphone.peek() === null };
    try {
      this.take(await this.ask(wanted));
    } catch (error) {
      await this.startApart(wanted, troubleOf(error, wanted));
    }
    await this.list();
    navigator.mediaDevices?.addEventListener("devicechange", this.relist);
    this.opening.value = false;
  }

  stop(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.relist);
    this.put("camera", null);
    this.put("microphone", null);
    this.stopSlides();
    this.trouble.value = null;
    this.mute(false);
  }

  /** Takes another device and remembers it on this machine. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.chosen[kind] = id;
    keepChosen(this.chosen);
    const wanted = { camera: kind === "camera", microphone: kind === "microphone" };
    // Some cameras open once only: the old one is let go first.
    this.put(kind, null);
    this.trouble.value = null;
    try {
      this.take(await this.ask(wanted));
    } catch (error) {
      this.trouble.value = hasDevices() ? troubleOf(error, wanted) : withoutDevices();
    }
  }

  mute(muted: boolean): void {
    this.muted.value = muted;
    const track = this.microphone.peek();
    if (track) track.enabled = !muted;
  }

  /** A window of this computer as slides. Closing the browser's own question is no trouble. */
  async startSlides(): Promise<void> {
    this.trouble.value = null;
    if (!navigator.mediaDevices?.getDisplayMedia) {
      this.trouble.value = window.isSecureContext ? "unsupported" : "insecure";
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: SLIDES, audio: false });
      const track = stream.getVideoTracks()[0] ?? null;
      this.stopSlides();
      if (!track) return;
      track.contentHint = "detail";
      track.onended = () => this.slides.peek() === track && this.stopSlides();
      this.slides.value = track;
    } catch (error) {
      const trouble = troubleOf(error, { camera: true, microphone: false });
      if (trouble !== "denied" && trouble !== "dismissed") this.trouble.value = trouble;
    }
  }

  stopSlides(): void {
    this.slides.peek()?.stop();
    this.slides.value = null;
  }

  private async ask(wanted: Wanted): Promise<MediaStream> {
    if (!hasDevices()) throw new NoDevices();
    return navigator.mediaDevices.getUserMedia({
      video: wanted.camera && { ...CAMERA, ...preferred(this.chosen.camera) },
      audio: wanted.microphone && { ...MICROPHONE, ...preferred(this.chosen.microphone) },
    });
  }

  /** Both at once failed: whichever can be had is taken, the trouble names what is missing. */
  private async startApart(wanted: Wanted, both: Trouble): Promise<void> {
    if (!hasDevices()) {
      this.trouble.value = withoutDevices();
      return;
    }
    if (both === "denied" || both === "dismissed") {
      this.trouble.value = both;
      return;
    }
    const missing: Trouble[] = [];
    for (const one of [
      { camera: false, microphone: wanted.microphone },
      { camera: wanted.camera, microphone: false },
    ]) {
      if (!one.camera && !one.microphone) continue;
      await this.ask(one).then(
        (stream) => this.take(stream),
        (error: unknown) => missing.push(troubleOf(error, one)),
      );
    }
    this.trouble.value = missing.length > 1 ? both : (missing[0] ?? null);
  }

  private take(stream: MediaStream): void {
    const [camera] = stream.getVideoTracks();
    const [microphone] = stream.getAudioTracks();
    if (camera) this.put("camera", camera);
    if (microphone) this.put("microphone", microphone);
  }

  private put(kind: DeviceKind, track: MediaStreamTrack | null): void {
    const held = this[kind];
    held.peek()?.stop();
    held.value = track;
    if (!track) return;
    if (kind === "microphone") track.enabled = !this.muted.peek();
    else track.contentHint = "motion";
    track.onended = () => {
      if (held.peek() !== track) return;
      held.value = null;
      this.trouble.value = kind === "camera" ? "noCamera" : "noMicrophone";
    };
  }

  private async list(): Promise<void> {
    const all = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []);
    const of = (kind: MediaDeviceKind) =>
      (all ?? [])
        .filter((device) => device.kind === kind && device.deviceId !== "")
        .map(({ deviceId: id, label }) => ({ id, label }));
    this.cameras.value = of("videoinput");
    this.microphones.value = of("audioinput");
  }
}

class NoDevices extends Error {}

/** Without https a browser has none to offer. */
const hasDevices = (): boolean => "mediaDevices" in navigator && "getUserMedia" in navigator.mediaDevices;

const withoutDevices = (): Trouble => (window.isSecureContext ? "unsupported" : "insecure");

/** The device used last, if it is there; else the browser's own choice. */
const preferred = (id: string): MediaTrackConstraints => (id === "" ? {} : { deviceId: { ideal: id } });

function readChosen(): Record<DeviceKind, string> {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Record<DeviceKind, unknown>>;
    return { camera: String(stored.camera ?? ""), microphone: String(stored.microphone ?? "") };
  } catch {
    return { camera: "", microphone: "" };
  }
}

function keepChosen(chosen: Record<DeviceKind, string>): void {
  try {
    localStorage.setItem(STORED, JSON.stringify(chosen));
  } catch {
    // A browser that stores nothing asks again next time.
  }
}
