/** The three steps on top of the page: where one is, what is done, and a way back. */
import type { ComponentChildren } from "preact";
import type { Step } from "./steps";
import { t } from "./words";
import "./plan.css";

const STEPS: readonly Step[] = [1, 2, 3];
const NAMES = { 1: "steps0", 2: "steps1", 3: "steps2" } as const;

interface StepperProps {
  step: Step;
  /** The furthest step that may be opened. */
  upTo: Step;
  /** Null: no other step may be opened yet. */
  onStep: ((step: Step) => void) | null;
  children: ComponentChildren;
}

export function Stepper({ step, upTo, onStep, children }: StepperProps) {
  return (
    <main class="plan">
      <nav aria-label={t("stepOf", { n: step })}>
        <ol class="plan-steps">
          {STEPS.map((n) => (
            <li key={n} class="plan-step" data-now={n === step} data-done={n < step}>
              <StepButton n={n} step={step} open={n <= upTo && n !== step} onStep={onStep} />
            </li>
          ))}
        </ol>
      </nav>
      <section class="card plan-sheet" aria-label={t(NAMES[step])}>
        {children}
      </section>
    </main>
  );
}

function StepButton(props: { n: Step; step: Step; open: boolean; onStep: StepperProps["onStep"] }) {
  const { n, step, open, onStep } = props;
  const said = (
    <>
      <span class="plan-number" aria-hidden="true">
        {n < step ? "✓" : n}
      </span>
      <span>
        {t(NAMES[n])}
        {n < step && <span class="unseen"> ({t("done")})</span>}
      </span>
    </>
  );
  if (!open || !onStep)
    return (
      <span class="plan-step-said" aria-current={n === step ? "step" : undefined}>
        {said}
      </span>
    );
  return (
    <button type="button" class="plan-step-said" onClick={() => onStep(n)}>
      {said}
    </button>
  );
}
