/** Which picture is the big one and which stand beside it. Pure; the same on a desk, a screen and a phone. */

export type Source = "slides" | "floor" | "camera";

export interface Arrangement {
  readonly main: Source | null;
  readonly aside: readonly Source[];
}

/** What one reads goes first, then who speaks, then the main venue. */
const ORDER: readonly Source[] = ["slides", "floor", "camera"];

export function arrange(there: Readonly<Record<Source, boolean>>): Arrangement {
  const [main = null, ...aside] = ORDER.filter((source) => there[source]);
  return { main, aside };
}
