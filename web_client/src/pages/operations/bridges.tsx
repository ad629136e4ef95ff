/** The bridges that are enrolled: linked or not, how loaded, what they drop. */
import { count, figure, percent, size } from "../../i18n/formats";
import { Chip } from "../../parts";
import { clock } from "./clock";
import { Facts, Row, Section } from "./facts";
import type { BridgeSeen, BridgeTold } from "./picture";
import { t } from "./words";

export function Bridges({ bridges }: { bridges: readonly BridgeSeen[] }) {
  return (
    <Section title={t("bridges")} count={count(bridges.length)}>
      {bridges.length === 0 && (
        <div class="ops-none">
          <b>{t("noBridges")}</b>
          <span class="soft small">{t("noBridgesHow")}</span>
        </div>
      )}
      <ul>
        {bridges.map((bridge) => (
          <One key={bridge.id} bridge={bridge} />
        ))}
      </ul>
    </Section>
  );
}

function One({ bridge }: { bridge: BridgeSeen }) {
  const { name, node, told, since_ms } = bridge;
  if (!node) {
    const lost = since_ms === null ? t("notSinceStart") : `${t("unlinkedSince")} ${clock(since_ms)}`;
    return <Row name={name} about={lost} chip={<Chip tone="now">{t("unlinked")}</Chip>} />;
  }
  if (!told) {
    const chip = <Chip tone="here">{t("linkedTo", { node })}</Chip>;
    return <Row name={name} about={t("elsewhere")} chip={chip} />;
  }
  return (
    <Row name={name} about={told.addresses.join(", ")} chip={<Chip tone="here">{t("linked")}</Chip>}>
      <Facts
        facts={[
          { name: t("linkedSince"), value: since_ms === null ? "–" : clock(since_ms) },
          ...figures(told),
        ]}
      />
    </Row>
  );
}

/** A busy bridge, and one that drops, as server/edge/troubles.py has it. */
const BUSY_PERMILLE = 800;
const DROPPED = 0.02;

const figures = (told: BridgeTold) =>
  [
    { name: `${t("rooms")} · ${t("peers")}`, value: `${count(told.rooms)} · ${count(told.peers)}` },
    { name: t("packets"), value: count(told.packets_sent) },
    {
      name: t("dropped"),
      value: percent(told.dropped_share, 1),
      tone: told.dropped_share >= DROPPED ? "next" : "plain",
    },
    {
      name: t("cpu"),
      value: figure(told.cpu_permille / 1000, t("cores")),
      tone: told.cpu_permille >= BUSY_PERMILLE ? "next" : "plain",
    },
    {
      name: `${t("memory")} · ${t("version")}`,
      value: `${told.memory_bytes ? size(told.memory_bytes) : "–"} · ${told.version || "–"}`,
    },
  ] as const;
