/** What may stand between a page and its picture or its camera, as a kind that words.ts has a sentence and a next step for. Pure. */

export type Trouble =
  /** The reader, or a policy, said no to the camera or microphone. */
  | "denied"
  /** The question of the browser was closed without an answer. */
  | "dismissed"
  /** The operating system does not let the browser have it. */
  | "deniedBySystem"
  | "noCamera"
  | "noMicrophone"
  | "noDevice"
  /** Another program holds it. */
  | "busy"
  /** The page did not come over https, so the browser offers no devices. */
  | "insecure"
  | "unsupported"
  /** The bridge answered, yet no path to it was found: UDP is blocked. */
  | "blocked"
  /** No bridge is registered with the server. */
  | "noBridge"
  /** The bridge carries as many as it can. */
  | "full"
  /** The server or the bridge would not have us. */
  | "refused"
  /** Nobody answered in time. */
  | "late";

export interface Wanted {
  readonly camera: boolean;
  readonly microphone: boolean;
}

/** Why getUserMedia or getDisplayMedia failed. */
export function troubleOf(error: unknown, wanted: Wanted): Trouble {
  const { name = "", message = "" } = (error ?? {}) as { name?: string; message?: string };
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      if (/system/i.test(message)) return "deniedBySystem";
      return /dismissed/i.test(message) ? "dismissed" : "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      if (wanted.camera && wanted.microphone) return "noDevice";
      return wanted.camera ? "noCamera" : "noMicrophone";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unsupported";
  }
}

/** Codes of MEDIA_ANSWER that name a kind of their own. */
const CODES: Readonly<Record<string, Trouble>> = {
  NO_BRIDGE: "noBridge",
  FULL: "full",
  TIMED_OUT: "late",
  TOO_FAST: "late",
};

export const troubleOfCode = (code: string): Trouble => CODES[code] ?? "refused";
