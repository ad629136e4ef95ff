/** A part of a page that is fetched when it is wanted: the part, or why it is not there yet and a button. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Fetching } from "../fetched";
import { Button } from "./basics";
import { t } from "./words";

export interface Fetched<T> {
  /** Null until it has come. */
  readonly part: T | null;
  readonly isLate: boolean;
  /** The server has another release: the part comes after a reload alone. */
  readonly isReplaced: boolean;
  readonly again: () => void;
}

/** Fetches with `load` (the same function on every call) once `isWanted`; tries for as long as it is shown. */
export function useFetched<T>(load: () => Promise<T>, isWanted = true): Fetched<T> {
  const [come, setCome] = useState<{ part: T } | null>(null);
  const [isLate, setLate] = useState(false);
  const [isReplaced, setReplaced] = useState(false);
  const fetching = useRef<Fetching<T> | null>(null);
  const isDue = isWanted && !come && !isReplaced;
  useEffect(() => {
    if (!isDue) return undefined;
    const replaced = () => setReplaced(true);
    const one = new Fetching(load, { come: (part) => setCome({ part }), late: setLate, replaced });
    fetching.current = one;
    return () => one.end();
  }, [load, isDue]);
  return { part: come?.part ?? null, isLate, isReplaced, again: () => fetching.current?.again() };
}

/** Stands where the part will be: `children` say that it is being opened. */
export function Awaited({ of, children }: { of: Fetched<unknown>; children: ComponentChildren }) {
  if (of.isReplaced)
    return (
      <div class="part-late">
        <p class="small" role="status">
          <b>{t("replaced")}</b>
        </p>
        <Button onClick={() => location.reload()}>{t("reload")}</Button>
      </div>
    );
  if (!of.isLate) return <>{children}</>;
  return (
    <div class="part-late">
      <p class="small" role="status">
        <b>
          <span aria-hidden="true">◆ </span>
          {t("partLate")}
        </b>{" "}
        {t("lateNext")}
      </p>
      <Button onClick={of.again}>{t("again")}</Button>
    </div>
  );
}
