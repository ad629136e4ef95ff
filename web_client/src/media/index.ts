/**
 * Picture and sound for pages. Import it from a page, never from the shell: it is loaded only where it is needed.
 *
 *   const session = useMedia(connection, false);      // joined while the component is shown
 *   <Programme session={session} camera slides={false} floor="" /> <Sound session={session} /> <Listen />
 *   <PathTrouble session={session} /> <LineState session={session} />
 *
 * To be seen and heard: `useMedia(connection, true)`, `useDevices()`, and on a press `devices.start()` and
 * `session.publish("floor", true)`; `useFeed` sends what is open while the server grants a slot for it.
 */
export { type Air, airOf } from "./air";
export { type Arrangement, arrange, type Source } from "./arrange";
export { DevicePanel } from "./device_panel";
export type { Choice, DeviceKind, Devices } from "./devices";
export { useFeed } from "./feed";
export { useDevices, useMedia, useQuality } from "./hooks";
export { LevelMeter } from "./level_meter";
export { LineState } from "./line_state";
export { Line } from "./lines";
export { Picture } from "./picture";
export { Programme } from "./programme";
export { type Flow, type Quality, type Strength, strengthOf } from "./quality";
export { type MediaPhase, type MediaSession, type MediaState, mediaOf, type PressedSlot } from "./session";
export { Listen, Sound } from "./sound";
export { useBeingScreen, useScreenNear } from "./speakers";
export type { Trouble } from "./trouble";
export { PathTrouble, TroubleBox } from "./trouble_box";
export { troubleWords } from "./words";
