/** Short sayings: shown for some seconds and read out by a screen reader. What must be kept is on the page, not here. */
import { signal } from "@preact/signals";

interface Toast {
  readonly number: number;
  readonly text: string;
  readonly tone: "plain" | "now";
}

const SHOWN_MS = 6_000;
const toasts = signal<readonly Toast[]>([]);
const spoken = signal("");
let last = 0;

/** Shows `text` for a moment and reads it out. */
export function toast(text: string, tone: Toast["tone"] = "plain"): void {
  last += 1;
  const number = last;
  toasts.value = [...toasts.value.slice(-2), { number, text, tone }];
  speakOut(text);
  setTimeout(() => {
    toasts.value = toasts.value.filter((one) => one.number !== number);
  }, SHOWN_MS);
}

/** Reads `text` out without showing it: what it says is on the page already. */
export function speakOut(text: string): void {
  // The same sentence twice must be read twice: a no-break space makes it another text.
  spoken.value = spoken.peek() === text ? `${text}\u00a0` : text;
}

/** Nothing that was said stays: the page may show nobody's name any more. */
export function hush(): void {
  toasts.value = [];
  spoken.value = "";
}

/** Stands once, in the shell of the app. */
export function Toasts() {
  return (
    <>
      <div class="unseen" role="status" aria-live="polite">
        {spoken.value}
      </div>
      <div class="toasts" aria-hidden="true">
        {toasts.value.map(({ number, text, tone }) => (
          <div key={number} class="toast" data-tone={tone}>
            {text}
          </div>
        ))}
      </div>
    </>
  );
}
