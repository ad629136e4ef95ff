/** The machine below this node: its disk, its clock, and what the program itself got wrong. */
import { count, percent, size, span, timeExact } from "../../i18n/formats";
import { Meter } from "../../parts";
import { Facts, Section } from "./facts";
import type { Picture } from "./picture";
import { t } from "./words";

interface MachineProps {
  picture: Picture;
  /** Server clock minus this computer's, as far as it is more than the picture's own age. */
  offMs: number;
}

export function Machine({ picture: { disk, clock, incidents }, offMs }: MachineProps) {
  const { free_bytes: free, size_bytes: whole } = disk;
  const room = free === null || whole === null ? null : { free: size(free), whole: size(whole) };
  return (
    <Section title={t("machine")}>
      <Facts
        facts={[
          {
            name: t("disk"),
            value: room ? t("diskOf", room) : t("diskUnknown"),
            tone: room ? "plain" : "now",
          },
          {
            name: t("clock"),
            value: `${timeExact(clock.now_ms)} · ${offMs === 0 ? t("clockSame") : t("clockOff", { span: span(Math.abs(offMs)) })}`,
            tone: offMs === 0 ? "plain" : "next",
          },
          {
            name: t("incidents"),
            value: count(incidents.lately),
            tone: incidents.lately > 0 ? "next" : "plain",
          },
        ]}
      />
      {free !== null && whole !== null && (
        <div class="ops-meter">
          <Meter part={whole - free} whole={whole} label={`${t("disk")}: ${percent(free, whole)}`} />
        </div>
      )}
    </Section>
  );
}
