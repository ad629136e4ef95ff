/** Dialog and Confirm, on the browser's own modal dialog: focus stays inside, Escape leaves, focus returns where it was. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "./basics";
import { t } from "./words";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** The words of the button that does it; it stands after the one that leaves. */
  act?: string;
  tone?: "primary" | "now";
  disabled?: boolean;
  /** Pressed Enter in a field, or the act. */
  onSubmit?: () => void;
}

export function Dialog({
  title,
  onClose,
  children,
  act,
  tone = "primary",
  disabled = false,
  onSubmit,
}: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the next key is heard: what is typed at once belongs to the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const box = dialog.current;
    box?.showModal();
    return () => {
      // Whoever closed the dialog may have moved the focus on purpose, and what had it may be gone.
      const now = document.activeElement;
      const lost = now === null || now === document.body || box?.contains(now);
      box?.close(); // while it is modal nothing behind it takes the focus
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <h2 id={heading} class="dialog-title">
          {title}
        </h2>
        <div class="dialog-body">{children}</div>
        <div class="dialog-acts">
          <Button onClick={onClose}>{onSubmit ? t("cancel") : t("close")}</Button>
          {act && (
            <Button type="submit" tone={tone} disabled={disabled}>
              {act}
            </Button>
          )}
        </div>
      </form>
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  /** What will happen, in figures. */
  children: ComponentChildren;
  act: string;
  tone?: "primary" | "now";
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Dangerous work is confirmed with what will happen. */
export function Confirm({
  title,
  children,
  act,
  tone = "now",
  busy = false,
  onConfirm,
  onClose,
}: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose} onSubmit={onConfirm} act={act} tone={tone} disabled={busy}>
      {children}
    </Dialog>
  );
}
