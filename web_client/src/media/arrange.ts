/** Which picture is the big one and which stand beside it. Pure; the same on a desk, a screen and a phone. */

export type Source = "slides" | "floor" | "camera";

export interface Arrangement {
  readonly main: Source | null;
  readonly aside: readonly Source[];
}

/** What one reads goes first, then who speaks, then the main venue. Who speaks without a picture takes no room. */
export function arrange(there: Readonly<Record<Source, boolean>>, floorMoves = true): Arrangement {
  const order: readonly Source[] = floorMoves ? ["slides", "floor", "camera"] : ["slides", "camera", "floor"];
  const [main = null, ...aside] = order.filter((source) => there[source]);
  return { main, aside };
}
