/** Telephones that wait for the desk's word: a second one of a person, or a second person on one. Shown only while one waits. */
import { serverNowMs } from "../../clock";
import { age } from "../../i18n/formats";
import { Button, Card } from "../../parts";
import { submit } from "../../parts/submit";
import { type PhoneRow, readPhone } from "../../tables/rows";
import { confirmPhone } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./stage_words";

export function Phones({ connection, node }: { connection: Connection; node: number }) {
  const table = useTable(connection, `phones/${node}`);
  const waiting = [...(table?.rows.values() ?? [])].map(readPhone).filter((phone) => phone.waiting);
  if (waiting.length === 0) return null;
  return (
    <Card pad class="devices">
      <h2 class="heading">◆ {t("phones")}</h2>
      {waiting.map((phone) => (
        <Asked key={phone.key} connection={connection} phone={phone} />
      ))}
      <p class="soft small">{t("phonesHow")}</p>
    </Card>
  );
}

function Asked({ connection, phone }: { connection: Connection; phone: PhoneRow }) {
  const { name } = phone;
  const settle = (isTheirs: boolean) => {
    const ask = confirmPhone(phone.deviceId, phone.person, isTheirs);
    void submit(connection, ask, t(isTheirs ? "confirmed" : "denied", { name }));
  };
  return (
    <div class="device">
      <p>
        <b>{name}</b>{" "}
        <span class="soft small">
          {t("phoneAsks", { label: phone.label, age: age(serverNowMs() - phone.atMs) })}
        </span>
      </p>
      <div class="acts">
        <Button onClick={() => settle(true)}>{t("confirm")}</Button>
        <Button onClick={() => settle(false)}>{t("deny")}</Button>
      </div>
    </div>
  );
}
