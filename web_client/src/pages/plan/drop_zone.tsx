/** Where a file is dropped or chosen. It reads nothing: whoever uses it gets the file. */
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts";
import { t } from "./words";

interface DropZoneProps {
  again: boolean;
  disabled: boolean;
  onFile: (file: File) => void;
}

export function DropZone({ again, disabled, onFile }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file && !disabled) onFile(file);
    if (input.current) input.current.value = "";
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button does the same by keyboard.
    <div
      class="plan-drop"
      data-over={over}
      data-small={again}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <span class={over ? "" : "soft"}>{over ? t("dropNow") : t("drop")}</span>
      <Button tone={again ? "plain" : "primary"} disabled={disabled} onClick={() => input.current?.click()}>
        {again ? t("other") : t("choose")}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => take(event.currentTarget.files)}
      />
    </div>
  );
}
