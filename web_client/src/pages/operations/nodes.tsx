/** The nodes of the house: the one that was asked stands first. */
import { count, figure } from "../../i18n/formats";
import { Chip } from "../../parts";
import { clock } from "./clock";
import { Facts, Row, Section } from "./facts";
import type { NodeSeen } from "./picture";
import { t } from "./words";

export function Nodes({ nodes }: { nodes: readonly NodeSeen[] }) {
  return (
    <Section title={t("nodes")} count={count(nodes.length)}>
      <ul>
        {nodes.map((node) => (
          <One key={node.run} node={node} isOneOf={nodes.length} />
        ))}
      </ul>
    </Section>
  );
}

/** From here on a turn of the loop is felt (server/edge/troubles.py). */
const LATE_MS = 250;

function One({ node, isOneOf }: { node: NodeSeen; isOneOf: number }) {
  const here = node.is_here && isOneOf > 1 ? t("thisNode") : "";
  if (node.since_ms === 0)
    return <Row name={node.name} about={t("unknownVersion")} chip={<Chip tone="next">?</Chip>} />;
  return (
    <Row name={node.name} about={here} chip={<State node={node} />}>
      <Facts
        facts={[
          { name: t("up"), value: clock(node.since_ms) },
          { name: t("version"), value: `${node.version} · ${node.engine}` },
          { name: t("openPages"), value: count(node.sockets) },
          {
            name: t("lag"),
            value: `${figure(node.lag_p50_ms)} · ${figure(node.lag_p99_ms, "ms")}`,
            tone: node.lag_p99_ms >= LATE_MS ? "now" : "plain",
          },
        ]}
      />
    </Row>
  );
}

function State({ node }: { node: NodeSeen }) {
  if (node.draining) return <Chip tone="next">{t("draining")}</Chip>;
  if (node.not_ready.length > 0) return <Chip tone="now">{t("notReady")}</Chip>;
  return <Chip tone="here">{t("ready")}</Chip>;
}
