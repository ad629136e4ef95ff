/** The journals: the house's first, then each conference's; closed ones are few here, the rest is counted. */
import { serverNowMs } from "../../clock";
import { age, count, figure, size } from "../../i18n/formats";
import { Chip } from "../../parts";
import { ConferenceChip } from "../../parts/states";
import { path } from "../../router";
import { type Fact, Facts, Row, Section } from "./facts";
import type { JournalSeen } from "./picture";
import { t } from "./words";

export function Journals({ journals, more }: { journals: readonly JournalSeen[]; more: number }) {
  return (
    <Section title={t("journals")} count={count(journals.length + more)} about={t("journalsHow")}>
      <ul>
        {journals.map((journal) => (
          <One key={journal.id} journal={journal} />
        ))}
      </ul>
      {journals.length < 2 && <p class="ops-none soft">{t("noConferences")}</p>}
      {more > 0 && <p class="ops-none small soft">{t("closedMore", { n: count(more) })}</p>}
    </Section>
  );
}

function One({ journal }: { journal: JournalSeen }) {
  const isHouse = journal.id === "house";
  const name = isHouse ? (
    t("house")
  ) : (
    <a href={path("control", journal.id, "h0")}>{journal.title || journal.id}</a>
  );
  return (
    <Row name={name} about={isHouse ? t("houseHow") : journal.id} chip={<State journal={journal} />}>
      {journal.is_open && <Facts facts={facts(journal)} />}
    </Row>
  );
}

function State({ journal }: { journal: JournalSeen }) {
  if (!journal.is_open) return <Chip tone="next">{t("opening")}</Chip>;
  const lag =
    journal.behind > 0 ? (
      <Chip tone="next">{t("behindNow", { n: count(journal.behind) })}</Chip>
    ) : (
      <Chip tone="here">{t("folded")}</Chip>
    );
  return (
    <>
      {journal.phase !== null && <ConferenceChip state={journal.phase} />}
      {lag}
    </>
  );
}

/** A commit this slow is a trouble (server/edge/troubles.py). */
const SLOW_MS = 500;

function facts(journal: JournalSeen): Fact[] {
  const ago = (ms: number) => age(Math.max(0, serverNowMs() - ms));
  const { commit_p50_ms: middle, commit_p99_ms: slowest, last_append_ms: last, snapshot_ms: taken } = journal;
  const found: Fact[] = [
    { name: t("entries"), value: count(journal.entries) },
    { name: t("onDisk"), value: size(journal.size_bytes) },
    { name: t("lastAppend"), value: last === null ? t("notYet") : ago(last) },
    {
      name: t("commit"),
      value:
        middle === null || slowest === null ? t("noCommits") : `${figure(middle)} · ${figure(slowest, "ms")}`,
      tone: (slowest ?? 0) >= SLOW_MS ? "next" : "plain",
    },
  ];
  if (journal.id === "house") return found;
  const missing = t("snapshotBehind", { n: count(journal.snapshot_behind) });
  return [
    ...found,
    { name: t("snapshot"), value: taken === null ? t("noSnapshot") : `${ago(taken)} · ${missing}` },
    { name: t("pointsLinked"), value: `${count(journal.points_linked)}/${count(journal.points)}` },
  ];
}
