/** What the operator may press at the projector: shown while the mouse or the keyboard is used, then out of the way. */
import { useEffect, useState } from "preact/hooks";
import type { Air } from "../../media";
import { Button } from "../../parts";
import { submit } from "../../parts/submit";
import { lowerHand, raiseHand } from "../../wire/commands";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

const SHOWN_MS = 5_000;

interface ControlsProps {
  connection: Connection;
  session: number;
  /** "" where nobody can raise a hand: no session, no room. */
  place: string;
  air: Air;
}

export function Controls({ connection, session, place, air }: ControlsProps) {
  const shown = useStirred();
  return (
    <div class="screen-controls" role="group" aria-label={t("controls")} data-shown={shown}>
      {place && air.kind === "idle" && (
        <Button onClick={() => submit(connection, raiseHand(session, place))}>{t("raise")}</Button>
      )}
      {air.kind === "waiting" && (
        <>
          <span>{t("turn", { turn: air.turn, of: air.of })}</span>
          <Button onClick={() => submit(connection, lowerHand(session, place))}>{t("lower")}</Button>
        </>
      )}
      <Button onClick={fill}>{t("fullScreen")}</Button>
    </div>
  );
}

const fill = () => {
  document.documentElement.requestFullscreen?.().catch(() => null);
};

/** True for a while after somebody moved the mouse, touched or typed. */
function useStirred(): boolean {
  const [stirred, setStirred] = useState(true);
  useEffect(() => {
    let timer = 0;
    const stir = () => {
      clearTimeout(timer);
      setStirred(true);
      timer = setTimeout(() => setStirred(false), SHOWN_MS) as unknown as number;
    };
    stir();
    const kinds = ["pointermove", "pointerdown", "keydown"] as const;
    for (const kind of kinds) addEventListener(kind, stir);
    return () => {
      clearTimeout(timer);
      for (const kind of kinds) removeEventListener(kind, stir);
    };
  }, []);
  return stirred;
}
