/** Field: one labelled input with its hint and its error, tied together for a screen reader. */
import type { ComponentChildren, InputHTMLAttributes, Ref, TextareaHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface Said {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
}

type FieldProps = Said & InputHTMLAttributes<HTMLInputElement> & { inputRef?: Ref<HTMLInputElement> };

export function Field({ label, hint, error, inputRef, ...input }: FieldProps) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(tied) => <input {...input} {...tied} ref={inputRef ?? null} />}
    </Labelled>
  );
}

export function TextField({
  label,
  hint,
  error,
  ...input
}: Said & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(tied) => <textarea rows={3} {...input} {...tied} />}
    </Labelled>
  );
}

interface Tied {
  readonly id: string;
  readonly class: string;
  readonly "aria-invalid": "true" | undefined;
  readonly "aria-describedby": string;
}

function Labelled({ label, hint, error, children }: Said & { children: (tied: Tied) => ComponentChildren }) {
  const id = useId();
  const said = `${id}-said`;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children({
        id,
        class: "input",
        "aria-invalid": error ? "true" : undefined,
        "aria-describedby": said,
      })}
      <div id={said} class={error ? "field-error small" : "soft small"}>
        {error || hint}
      </div>
    </div>
  );
}
