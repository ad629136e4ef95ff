/** Facts: figures with their names above them, in one grid; the same count in each row of a card stands in line. */
import type { ComponentChildren } from "preact";
import type { Tone } from "../../parts";

export interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly tone?: Tone;
}

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="ops-facts">
      {facts.map(({ name, value, tone }) => (
        <div key={name} data-tone={tone}>
          <dt class="small soft">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface RowProps {
  name: ComponentChildren;
  about?: ComponentChildren;
  chip: ComponentChildren;
  children?: ComponentChildren;
}

/** One thing of a card: its name, its state, its facts. */
export function Row({ name, about, chip, children }: RowProps) {
  return (
    <li class="ops-row">
      <div class="ops-row-head">
        <b class="ops-name">{name}</b>
        {about && <span class="small soft">{about}</span>}
        {chip}
      </div>
      {children}
    </li>
  );
}

interface SectionProps {
  title: string;
  about?: string;
  count?: string | undefined;
  class?: string;
  children: ComponentChildren;
}

export function Section({ title, about, count, class: more = "", children }: SectionProps) {
  return (
    <section class={`card ops-card ${more}`} aria-label={title}>
      <div class="ops-title">
        <h2 class="heading">{title}</h2>
        {count !== undefined && <span class="small soft">{count}</span>}
      </div>
      {about && <p class="small soft ops-about">{about}</p>}
      {children}
    </section>
  );
}
