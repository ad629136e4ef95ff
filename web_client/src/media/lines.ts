/**
 * The fixed media lines of one page, in the order of the offer: switching who feeds a slot is routing at the bridge,
 * never a renegotiation. Pure.
 */

export const Line = {
  PROGRAMME_SOUND: 0,
  PROGRAMME_CAMERA: 1,
  SLIDES: 2,
  FLOOR_SOUND: 3,
  /** Who has the floor; on the host's page who is cued, while nobody has it. */
  FLOOR_CAMERA: 4,
  SEND_MICROPHONE: 5,
  SEND_CAMERA: 6,
  SEND_SLIDES: 7,
} as const;

export type SentLine = 5 | 6 | 7;

interface LineKind {
  readonly kind: "audio" | "video";
  readonly direction: "recvonly" | "sendonly";
}

const audio = "audio";
const video = "video";

const RECEIVED: readonly LineKind[] = [
  { kind: audio, direction: "recvonly" },
  { kind: video, direction: "recvonly" },
  { kind: video, direction: "recvonly" },
  { kind: audio, direction: "recvonly" },
  { kind: video, direction: "recvonly" },
];

const SENT: readonly LineKind[] = [
  { kind: audio, direction: "sendonly" },
  { kind: video, direction: "sendonly" },
  { kind: video, direction: "sendonly" },
];

/** The lines of a page's offer; who only looks on offers no line to send on. */
export const linesOf = (sends: boolean): readonly LineKind[] => (sends ? [...RECEIVED, ...SENT] : RECEIVED);

/** What each sent line may cost, and what it gives up first when the network is narrow. */
export const SENDING: Readonly<Record<SentLine, { readonly bitsPerS: number; readonly framesPerS: number }>> =
  {
    5: { bitsPerS: 48_000, framesPerS: 0 },
    6: { bitsPerS: 1_500_000, framesPerS: 30 },
    7: { bitsPerS: 1_200_000, framesPerS: 10 },
  };

/** "sha-256 AB:CD…" as the offer itself states it, in upper case; null when it states none. */
export function fingerprintOf(sdp: string): string | null {
  const found = /^a=fingerprint:(\S+) ([0-9A-Fa-f:]+)\s*$/m.exec(sdp);
  return found?.[1] && found[2] ? `${found[1].toLowerCase()} ${found[2].toUpperCase()}` : null;
}
