/** A page that has nothing to show: what is awaited; or why, and the one way on. */
import type { ComponentChildren } from "preact";
import { LanguageSwitch } from "./bar";
import { Empty } from "./basics";

interface LoneProps {
  title: string;
  /** The words of a button that leads to the start page, where one signs in. */
  home?: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}

export function Lone({ title, home, action, children }: LoneProps) {
  const homeward = home && (
    <a class="button" data-tone="primary" href="/">
      {home}
    </a>
  );
  return (
    <main class="lone">
      <Empty title={title} action={action ?? homeward}>
        {children}
      </Empty>
      <LanguageSwitch />
    </main>
  );
}

/** Until the first answer is there. */
export function AwaitedPage({ children }: { children: ComponentChildren }) {
  return (
    <main class="empty soft" aria-busy="true">
      {children}
    </main>
  );
}
