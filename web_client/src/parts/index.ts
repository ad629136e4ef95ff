/** The parts every page is made of. */
export { Bar, Hindrance, LanguageSwitch, LinkState, OfflineBar } from "./bar";
export { Button, Card, Chip, Empty, Marked, Meter, type Tone } from "./basics";
export { Confirm, Dialog } from "./dialog";
export { Field, TextField } from "./forms";
export { fold, fragments, type Match, match } from "./search";
export { type Column, Table } from "./table";
export { speakOut, Toasts, toast } from "./toast";
