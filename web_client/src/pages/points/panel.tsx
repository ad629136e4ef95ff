/** One point: who to call, its link, its devices. Escape closes it and leads back to the row. */
import { useEffect, useRef, useState } from "preact/hooks";
import { post } from "../../api";
import { errorWords } from "../../i18n/errors";
import { count } from "../../i18n/formats";
import { Button, Confirm, toast } from "../../parts";
import { LinkBox } from "../../parts/link_box";
import { phoneIn } from "../../parts/phone";
import { PhoneCode } from "../../parts/phone_code";
import { PointChip } from "../../parts/states";
import { submit } from "../../parts/submit";
import { DeviceState, readDevice } from "../../tables/rows";
import { revokeLink } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { Devices } from "./devices";
import type { PointRow } from "./list";
import { lastHeard } from "./points_table";
import type { SheetList } from "./print_dialog";
import { carrierWord, t } from "./words";

interface PanelProps {
  row: PointRow;
  connection: Connection;
  base: string;
  onClose: () => void;
  onPrint: (sheets: SheetList) => void;
}

export function Panel({ row, connection, base, onClose, onPrint }: PanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const grant = `o${row.node}`;
  const rows = useTable(connection, `devices/${grant}`)?.rows.values() ?? [];
  const isWaiting = [...rows].some((one) => readDevice(one).state === DeviceState.WAITING);
  const devices = <Devices key="devices" connection={connection} grant={grant} />;
  const leave = () => {
    onClose();
    document.querySelector<HTMLElement>('.points-name[aria-expanded="true"]')?.focus();
  };
  return (
    <aside
      class="card points-panel"
      aria-labelledby="points-panel-name"
      onKeyDown={(event) => {
        const asked = (event.target as Element).closest("dialog") !== null; // its own Escape leaves the question
        if (event.key === "Escape" && !asked) leave();
      }}
    >
      <div class="points-panel-head">
        <div class="grow">
          <h2 id="points-panel-name" class="points-panel-name" tabIndex={-1} ref={heading}>
            {row.name}
          </h2>
          <span class="small soft">
            {row.code} · {row.unit}
          </span>
        </div>
        <Button onClick={leave}>{t("close")}</Button>
      </div>
      <Facts row={row} />
      {isWaiting && devices}
      <LinkPart row={row} connection={connection} base={base} onPrint={onPrint} />
      {!isWaiting && devices}
    </aside>
  );
}

function Facts({ row }: { row: PointRow }) {
  const facts: [string, preact.ComponentChildren][] = [
    [t("state"), <PointChip key="state" state={row.state} />],
    [t("lastHeard"), lastHeard(row)],
    [t("people"), `${count(row.present)} / ${count(row.summoned)}`],
    [t("carrier"), carrierWord(row.carrier)],
    [t("contact"), <Contact key="contact" row={row} />],
  ];
  return (
    <dl class="points-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt class="soft small">{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Chair, phone and operators, each on a line; the phone can be pressed. */
function Contact({ row }: { row: PointRow }) {
  const words = row.contact.filter((word) => word.trim() !== "");
  if (words.length === 0) return <>–</>;
  return (
    <ul>
      {words.map((word) => {
        const phone = phoneIn(word);
        return <li key={word}>{phone ? <a href={`tel:${phone}`}>{word}</a> : word}</li>;
      })}
    </ul>
  );
}

function LinkPart({ row, connection, base, onPrint }: Omit<PanelProps, "onClose">) {
  const [asking, setAsking] = useState(false);
  const [version, setVersion] = useState(0);
  const [busy, setBusy] = useState(false);
  const print = () => {
    setBusy(true);
    post<SheetList>(`${base}/links/sheet`, { nodes: [row.node] })
      .then(onPrint, (error: unknown) => toast(errorWords(error), "now"))
      .finally(() => setBusy(false));
  };
  const revoke = () => {
    setAsking(false);
    setBusy(true);
    void submit(connection, revokeLink(`o${row.node}`), t("revoked"))
      .then((isTaken) => isTaken && setVersion((n) => n + 1))
      .finally(() => setBusy(false));
  };
  return (
    <section class="points-part">
      <h3 class="heading">{t("link")}</h3>
      <p class="small soft">{t("linkNote")}</p>
      <LinkBox key={version} base={base} node={row.node} right="o" name={row.name} />
      <div class="points-acts">
        <Button disabled={busy} onClick={print}>
          {t("print")}
        </Button>
        <Button disabled={busy || !connection.link.value.live} onClick={() => setAsking(true)}>
          {t("revoke")}
        </Button>
      </div>
      <h3 class="heading">{t("phones")}</h3>
      <p class="small soft">{t("phonesNote")}</p>
      <PhoneCode key={row.node} connection={connection} base={base} node={row.node} name={row.name} />
      {asking && (
        <Confirm
          title={t("revokeAsk", { name: row.name })}
          act={t("revokeDo")}
          onClose={() => setAsking(false)}
          onConfirm={revoke}
        >
          <ul class="points-will">
            <li>{row.devices > 0 ? t("revokeWill0", { n: count(row.devices) }) : t("revokeWillNone")}</li>
            <li>{t("revokeWill1")}</li>
            <li>{t("revokeWill2")}</li>
          </ul>
        </Confirm>
      )}
    </section>
  );
}
