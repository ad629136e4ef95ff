/** What became of an erasure, kept on the page until one looks for somebody else. */
import { useEffect, useRef } from "preact/hooks";
import { count } from "../../i18n/formats";
import { Button, Card } from "../../parts";
import type { Point } from "./held";
import { t } from "./words";

export interface ErasedPerson {
  readonly person: number;
  readonly texts: number;
  readonly points: readonly Point[];
}

export function Erased({ erased, onAgain }: { erased: ErasedPerson; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const person = `#${erased.person}`;
  return (
    <Card pad class="person-held">
      <h2 ref={heading} tabIndex={-1} class="person-name">
        <span aria-hidden="true">✓ </span>
        {t("done", { n: count(erased.texts), person })}
      </h2>
      <p>{t("doneHow", { person })}</p>
      {erased.points.length > 0 && (
        <p>
          {t("beyondPoints", { points: erased.points.map((one) => `${one.code} (${one.name})`).join(", ") })}
        </p>
      )}
      <div class="person-acts">
        <Button onClick={onAgain}>{t("another")}</Button>
      </div>
    </Card>
  );
}
