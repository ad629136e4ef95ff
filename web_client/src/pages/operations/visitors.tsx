/** Who comes in: failed attempts by hour and network, pages that do not keep up, limits that were hit. */
import { serverNowMs } from "../../clock";
import { age, count, time, timeExact } from "../../i18n/formats";
import { Facts, Section } from "./facts";
import type { Happening, Picture } from "./picture";
import { t } from "./words";

const ago = (ms: number) => age(Math.max(0, serverNowMs() - ms));

export function SignIns({ picture: { sign_ins } }: { picture: Picture }) {
  const hours = sign_ins.failed_by_hour;
  const sum = hours.reduce((all, one) => all + one, 0);
  return (
    <Section title={t("signIns")} count={count(sum)} about={t("signInsHow")}>
      {sum === 0 ? (
        <p class="ops-none">
          <span aria-hidden="true">✓ </span>
          {t("signInsNone")}
        </p>
      ) : (
        <>
          <Hours hours={hours} sum={sum} />
          <h3 class="heading ops-part">{t("networks")}</h3>
          <ul class="ops-list">
            {sign_ins.networks.map((one) => (
              <li key={one.network}>
                <b>{one.network}</b>
                <span class="small soft">{t("times", { n: count(one.times), age: ago(one.last_ms) })}</span>
              </li>
            ))}
          </ul>
          <h3 class="heading ops-part">{t("lastTimes")}</h3>
          <ul class="ops-list">
            {sign_ins.last.slice(0, LAST).map((one) => (
              <Time key={one.join(" ")} happening={one} />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

/** As many as say whether it goes on; the log has them all. */
const LAST = 5;

const BY = {
  password: "by_password",
  code: "by_code",
  link: "by_link",
  phone: "by_phone",
  bridge: "by_bridge",
} as const;

function Time({ happening: [at, what, network] }: { happening: Happening }) {
  const key = BY[what as keyof typeof BY];
  return (
    <li>
      <span>
        {timeExact(at)} · {key ? t(key) : what}
      </span>
      <span class="small soft">{network}</span>
    </li>
  );
}

function Hours({ hours, sum }: { hours: readonly number[]; sum: number }) {
  const most = Math.max(...hours);
  const label = t("signInsChart", { n: count(sum), most: count(most) });
  return (
    <>
      <div class="ops-hours" role="img" aria-label={label}>
        {hours.map((times, hour) => (
          <span key={hour} data-some={times > 0} style={{ height: `${(times / most) * 100}%` }} />
        ))}
      </div>
      <div class="ops-hours-ends small soft" aria-hidden="true">
        <span>{t("hoursAgo")}</span>
        <span>{t("thisHour")}</span>
      </div>
    </>
  );
}

/** No setting's name: the gate lets in what the server can do now (server/edge/gate.py). */
const GATE = "gate";

export function Visitors({ picture: { sockets, limits } }: { picture: Picture }) {
  const hit = limits.filter((one) => one.hits > 0);
  const last = sockets.closed_slow_ms;
  return (
    <Section title={t("visitors")} count={count(sockets.open)}>
      <Facts
        facts={[
          { name: t("sockets"), value: `${count(sockets.open)} / ${count(sockets.most)}` },
          {
            name: t("behindSockets"),
            value: count(sockets.behind),
            tone: sockets.behind > 0 ? "next" : "plain",
          },
          {
            name: t("closedSlow"),
            value: `${count(sockets.closed_slow)}${last === null ? "" : ` · ${t("lastAt", { clock: time(last) })}`}`,
          },
        ]}
      />
      <h3 class="heading ops-part">{t("limits")}</h3>
      {hit.length === 0 && <p class="ops-none small soft">{t("limitsNone")}</p>}
      <ul class="ops-list">
        {hit.map((one) => (
          <li key={one.name}>
            <b>{one.name === GATE ? t("gate") : one.name}</b>
            <span class="small soft">
              {t("times", { n: count(one.hits), age: one.last_ms === null ? "–" : ago(one.last_ms) })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
