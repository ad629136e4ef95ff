/** Which language the page speaks, and words by typed key. Vietnamese first; both are complete or it does not compile. */
import { signal } from "@preact/signals";

export type Language = "vi" | "en";

const STORED = "dc.language";

export const language = signal<Language>("vi");

/** The stored choice, else the browser's: anything but English is Vietnamese. Called once by main. */
export function startLanguage(): void {
  const stored = read();
  speak(stored ?? (navigator.language.startsWith("en") ? "en" : "vi"));
}

export function speak(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
}

/** The reader's own choice: spoken at once and remembered on this device. */
export function choose(next: Language): void {
  speak(next);
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // A browser that stores nothing still changes its language.
  }
}

function read(): Language | null {
  try {
    const stored = localStorage.getItem(STORED);
    return stored === "vi" || stored === "en" ? stored : null;
  } catch {
    return null;
  }
}

/** The names of the {places} in a text. */
type Places<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Places<Rest>
  : never;
type Values<S extends string> = [Places<S>] extends [never]
  ? []
  : [values: { readonly [N in Places<S>]: string | number }];

/**
 * A page's words: `const t = words({ vi: {...}, en: {...} })`, then `t("found", { n: 4 })`.
 * Reading a word in a component redraws it when the language changes.
 */
export function words<const V extends Record<string, string>>(said: {
  readonly vi: V;
  readonly en: { readonly [K in keyof V]: string };
}) {
  return <K extends keyof V & string>(key: K, ...values: Values<V[K]>): string =>
    fill(said[language.value][key] as string, values[0] as Record<string, string | number> | undefined);
}

/** The text with its {places} filled. */
export function fill(text: string, values: Record<string, string | number> | undefined): string {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text;
}
