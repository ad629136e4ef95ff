/** The vectors both languages read (tests/vectors of the house). */
import { readFileSync } from "node:fs";
import { fromHex } from "../src/wire/frames";

export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), "utf8")) as T;
}

/** A written value as the codec gives it: {"bin": hex} is bytes. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === "object" && "bin" in value) return fromHex(String(value.bin));
  return value;
}
