/**
 * What the server answers to one GET, kept fresh while the page is looked at.
 *
 * Rule 1: an answer stays shown while a newer one is fetched or cannot be had; its age is known.
 * Rule 2: a hidden page asks nothing; it asks at once when it is looked at again.
 */
import { useCallback, useEffect, useState } from "preact/hooks";
import { get } from "../api";

export interface Answer<T> {
  readonly value: T | null;
  /** Why the newest question has no answer; null when it has one or none came yet. */
  readonly error: unknown;
  /** When `value` was heard, by the device's clock; 0 before the first. */
  readonly heardMs: number;
  /** The path `value` answers. */
  readonly path: string | null;
  readonly again: () => void;
}

type Heard<T> = Omit<Answer<T>, "again">;

const NOTHING = { value: null, error: null, heardMs: 0, path: null };

/** Asks `path` now and, with `everyMs`, again that long after each answer; null asks nothing. */
export function useAnswer<T>(path: string | null, everyMs = 0): Answer<T> {
  const [heard, setHeard] = useState<Heard<T>>(NOTHING);
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => (path === null ? undefined : asking(path, everyMs, setHeard)), [path, everyMs, turn]);
  return { ...heard, again };
}

type Change<T> = (next: (before: Heard<T>) => Heard<T>) => void;

/** Asks until the returned function is called. */
function asking<T>(path: string, everyMs: number, change: Change<T>): () => void {
  let wanted = true;
  let timer = 0;
  let isOut = false;
  const ask = () => {
    clearTimeout(timer);
    if (!wanted || isOut || document.visibilityState === "hidden") return;
    isOut = true;
    get<T>(path)
      .then(
        (value) => wanted && change(() => ({ value, error: null, heardMs: Date.now(), path })),
        (error: unknown) => wanted && change((before) => ({ ...before, error })),
      )
      .finally(() => {
        isOut = false;
        if (wanted && everyMs > 0) timer = setTimeout(ask, everyMs) as unknown as number;
      });
  };
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => {
    wanted = false;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", ask);
  };
}
