/** Finding a Vietnamese name by what one can type on any keyboard: "tran van b" finds "Trần Văn Bích". Pure. */

/** Letters without marks, in lower case; one character for one character of the composed text. */
export function fold(text: string): string {
  let folded = "";
  for (const letter of text.normalize("NFC")) {
    const small = letter.toLowerCase();
    const bare = small === "đ" ? "d" : small.normalize("NFD").replace(/\p{M}/gu, "");
    folded += (bare + small).slice(0, letter.length);
  }
  return folded;
}

export interface Match {
  /** Lower is better: 0 the fragments begin neighbouring words, 1 in order with words between, 2 in any order. */
  readonly rank: number;
  /** [from, to) in the composed text, in order. */
  readonly marks: readonly (readonly [number, number])[];
}

export const fragments = (query: string): string[] =>
  fold(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** How `text` answers a query: every fragment must begin a word of its own. Null: it does not. */
export function match(parts: readonly string[], text: string): Match | null {
  if (parts.length === 0) return { rank: 0, marks: [] };
  const words = [...fold(text).matchAll(/[\p{L}\p{N}]+/gu)].map((w) => ({ text: w[0], at: w.index }));
  const chosen = neighbours(parts, words) ?? inOrder(parts, words) ?? inAnyOrder(parts, words);
  if (!chosen) return null;
  const marks = chosen.words
    .map((word, n) => [word.at, word.at + (parts[n]?.length ?? 0)] as const)
    .sort((a, b) => a[0] - b[0]);
  return { rank: chosen.rank, marks };
}

interface Word {
  readonly text: string;
  readonly at: number;
}

interface Chosen {
  readonly rank: number;
  readonly words: readonly Word[];
}

function neighbours(parts: readonly string[], words: readonly Word[]): Chosen | null {
  for (let start = 0; start + parts.length <= words.length; start += 1) {
    const run = words.slice(start, start + parts.length);
    if (run.every((word, n) => word.text.startsWith(parts[n] ?? ""))) return { rank: 0, words: run };
  }
  return null;
}

function inOrder(parts: readonly string[], words: readonly Word[]): Chosen | null {
  const found: Word[] = [];
  for (const word of words) {
    const part = parts[found.length];
    if (part !== undefined && word.text.startsWith(part)) found.push(word);
  }
  return found.length === parts.length ? { rank: 1, words: found } : null;
}

function inAnyOrder(parts: readonly string[], words: readonly Word[]): Chosen | null {
  const free = new Set(words);
  const found: Word[] = [];
  for (const part of parts) {
    const word = [...free].find((w) => w.text.startsWith(part));
    if (!word) return null;
    free.delete(word);
    found.push(word);
  }
  return { rank: 2, words: found };
}
