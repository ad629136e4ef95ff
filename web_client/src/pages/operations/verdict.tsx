/** The first glance: is everything well; if not, what, since when, and what to do next. */
import { serverNowMs } from "../../clock";
import { count, span } from "../../i18n/formats";
import { clock } from "./clock";
import type { Picture, Trouble } from "./picture";
import { troubleWords } from "./trouble_words";
import { t } from "./words";

export function Verdict({ picture, troubles }: { picture: Picture | null; troubles: readonly Trouble[] }) {
  const now = troubles.filter((one) => one.level === "now");
  const next = troubles.filter((one) => one.level === "next");
  const tone = now.length > 0 ? "now" : next.length > 0 ? "next" : "here";
  return (
    <section class="card ops-verdict" data-tone={tone} aria-label={t("page")}>
      <div role="status">
        {now.length > 0 && <h2 class="ops-said">{t("nowCount", { n: count(now.length) })}</h2>}
        {next.length > 0 && (
          <h2 class="ops-said" data-second={now.length > 0}>
            {t("nextCount", { n: count(next.length) })}
          </h2>
        )}
        {troubles.length === 0 && <h2 class="ops-said">{t("well")}</h2>}
      </div>
      {troubles.length === 0 && picture && <p class="soft">{t("wellHow", sums(picture))}</p>}
      {troubles.length > 0 && (
        <ul class="ops-troubles">
          {troubles.map((one) => (
            <Line key={`${one.code} ${one.about}`} trouble={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

const sums = ({ nodes, bridges, journals, journals_more, sockets }: Picture) => ({
  nodes: count(nodes.length),
  bridges: count(bridges.length),
  journals: count(journals.length + journals_more),
  sockets: count(sockets.open),
});

function Line({ trouble }: { trouble: Trouble }) {
  const [title, next] = troubleWords(trouble);
  return (
    <li class="ops-trouble" data-tone={trouble.level}>
      <span class="ops-mark" aria-hidden="true" />
      <div class="ops-trouble-said">
        <b>
          <span class="unseen">{trouble.level === "now" ? t("nowWord") : t("nextWord")}: </span>
          {title}
        </b>
        <span>{next}</span>
      </div>
      <span class="small soft ops-since">{since(trouble.since_ms)}</span>
    </li>
  );
}

/** "từ 06:12, 14 phút"; of another day with its date. */
function since(ms: number): string {
  const now = serverNowMs();
  return t("since", { clock: clock(ms), span: span(Math.max(0, now - ms)) });
}
