/** A figure that is highlighted for a second when it moves; one that moves all the time glows once a second, not five times. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { count } from "../i18n/formats";

const GLOW_MS = 1_000;

export function Moving({ value, children }: { value: number | string; children: ComponentChildren }) {
  const seen = useRef({ value, glows: 0, atMs: 0 });
  const now = seen.current;
  if (now.value !== value) {
    now.value = value;
    if (Date.now() - now.atMs >= GLOW_MS) {
      now.glows += 1;
      now.atMs = Date.now();
    }
  }
  return (
    <span key={now.glows} class={now.glows > 0 ? "changed" : undefined}>
      {children}
    </span>
  );
}

export type NamedFigure = readonly [label: string, n: number];

/** Figures that stand apart from the large one, each beside its word. */
export function MovingList({ figures, class: look }: { figures: readonly NamedFigure[]; class: string }) {
  return (
    <dl class={look}>
      {figures.map(([label, n]) => (
        <div key={label}>
          <dt class="soft">{label}</dt>
          <dd>
            <Moving value={n}>{count(n)}</Moving>
          </dd>
        </div>
      ))}
    </dl>
  );
}
