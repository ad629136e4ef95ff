/** Field: one labelled input with its hint and its error, tied together for a screen reader. */
import type { InputHTMLAttributes, Ref, TextareaHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface Said {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
}

type FieldProps = Said & InputHTMLAttributes<HTMLInputElement> & { inputRef?: Ref<HTMLInputElement> };

export function Field({ label, hint, error, inputRef, ...input }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        {...input}
        ref={inputRef ?? null}
        id={id}
        class="input"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={`${id}-said`}
      />
      <Beneath id={`${id}-said`} hint={hint} error={error} />
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  ...input
}: Said & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        rows={3}
        {...input}
        id={id}
        class="input"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={`${id}-said`}
      />
      <Beneath id={`${id}-said`} hint={hint} error={error} />
    </div>
  );
}

function Beneath({
  id,
  hint,
  error,
}: {
  id: string;
  hint: string | undefined;
  error: string | null | undefined;
}) {
  return (
    <div id={id} class={error ? "field-error small" : "soft small"}>
      {error || hint}
    </div>
  );
}
