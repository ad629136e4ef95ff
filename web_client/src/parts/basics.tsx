/** The small parts: Chip, Card, Button, Meter, Empty, Marked. They hold no state and know no server. */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import type { Match } from "./search";

/** What a colour means; every tone has its own shape, so colour never stands alone. */
export type Tone = "here" | "now" | "next" | "plain";

const SHAPES: Readonly<Record<Tone, string>> = { here: "✓", now: "■", next: "◆", plain: "" };

export function Chip({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <span class="chip" data-tone={tone}>
      {SHAPES[tone] && <span aria-hidden="true">{SHAPES[tone]}</span>}
      <span>{children}</span>
    </span>
  );
}

interface CardProps {
  children: ComponentChildren;
  pad?: boolean;
  class?: string;
}

export function Card({ children, pad = false, class: more = "" }: CardProps) {
  return <div class={`card ${pad ? "card-pad" : ""} ${more}`}>{children}</div>;
}

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class"> & {
  tone?: "primary" | "now" | "quiet" | "plain";
  class?: string;
};

/** One primary button on a page at most. */
export function Button({ tone = "plain", class: more = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} class={`button ${more}`} data-tone={tone} {...rest} />;
}

/** A share as a bar; `label` says it in words, figures included. */
export function Meter({ part, whole, label }: { part: number; whole: number; label: string }) {
  const share = whole > 0 ? Math.min(1, part / whole) : 0;
  return (
    <div class="meter" role="img" aria-label={label}>
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

/** What belongs here, and the button that begins it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div class="empty">
      <h2 class="empty-title">{title}</h2>
      {children && <div class="soft">{children}</div>}
      {action}
    </div>
  );
}

/** `text` with the found letters marked. */
export function Marked({ text, marks }: { text: string; marks: Match["marks"] }) {
  const composed = text.normalize("NFC");
  const pieces: ComponentChildren[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    pieces.push(composed.slice(at, from), <mark key={from}>{composed.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {pieces}
      {composed.slice(at)}
    </>
  );
}
