/**
 * Focus that survives its button: whoever works by keyboard presses "approve", the row goes to another list, and the next
 * key must still mean something.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * The focus was on a button in a row of `inside` and the button is gone or disabled: it goes to what `first` finds there,
 * else to the row that took the place, else to `inside` itself. A focus that was moved on purpose is let be.
 */
export function useKeptFocus(inside: RefObject<HTMLElement | null>, rows: string, first = ""): void {
  const at = useRef(-1);
  useLayoutEffect(() => {
    const box = inside.current;
    if (!box) return undefined;
    const came = ({ target }: FocusEvent) => {
      const row = (target as Element).closest(rows);
      at.current = row ? [...box.querySelectorAll(rows)].indexOf(row) : -1;
    };
    const left = ({ target, relatedTarget }: FocusEvent) => {
      const button = target as HTMLButtonElement;
      if (relatedTarget instanceof Element && !box.contains(relatedTarget)) at.current = -1;
      // Looked at once the page has settled: a button that is still there and can be pressed was left on purpose.
      else
        queueMicrotask(() => {
          if (button.isConnected && !button.disabled && isNowhere()) at.current = -1;
        });
    };
    box.addEventListener("focusin", came);
    box.addEventListener("focusout", left);
    return () => {
      box.removeEventListener("focusin", came);
      box.removeEventListener("focusout", left);
    };
  }); // the list may come later than the hook
  useLayoutEffect(() => {
    const box = inside.current;
    if (!box || at.current < 0 || !isNowhere()) return;
    const among = box.querySelectorAll(rows);
    const row = among[Math.min(at.current, among.length - 1)];
    if (!row) return box.focus();
    // A row whose command is on its way has nothing to press: it is looked at again when the answer has come.
    const next = (first && box.querySelector<HTMLElement>(first)) || row.querySelector<HTMLElement>(PRESSED);
    next?.focus();
  });
}

const PRESSED = "button:not(:disabled), a[href]";

const isNowhere = () =>
  document.activeElement === null ||
  document.activeElement === document.body ||
  (document.activeElement as HTMLButtonElement).disabled === true;
