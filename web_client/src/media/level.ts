/** How loud a track is, ten times a second, as a share of what can be shown: for a meter, never for a rule. */

/** Speech lies between a whisper and full scale. */
const QUIET_DB = -60;
const EVERY_MS = 100;

/** 0…1 on a scale an ear would draw: 0 at -60 dB and below, 1 at full scale. Pure. */
export function shareOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms <= 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, 1 - db / QUIET_DB));
}

/** Tells `heard` the level of `track` until the returned function is called. */
export function followLevel(track: MediaStreamTrack, heard: (share: number) => void): () => void {
  if (!("AudioContext" in window)) return () => {};
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // Without a press on the page the context sleeps; it wakes at the first one.
  const wake = () => void context.resume().catch(() => null);
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    heard(track.enabled ? shareOf(samples) : 0);
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    removeEventListener("pointerdown", wake);
    removeEventListener("keydown", wake);
    void context.close().catch(() => null);
  };
}
