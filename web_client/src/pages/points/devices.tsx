/** The devices of one grant: who waits is let in here, who must go goes one by one. */
import { useState } from "preact/hooks";
import { dateTime } from "../../i18n/formats";
import { Button, Chip, Confirm } from "../../parts";
import { submit } from "../../parts/submit";
import { type DeviceRow, DeviceState, readDevice } from "../../tables/rows";
import { type Ask, approveDevice, revokeDevice } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import { fromHex } from "../../wire/frames";
import type { Connection } from "../../wire/socket";
import { deviceWord, t } from "./words";

/** Who waits first, then who is in, then who is out. */
const ORDER = [DeviceState.WAITING, DeviceState.ACTIVE, DeviceState.REVOKED] as number[];
const TONES = ["here", "next", "plain"] as const;

export function Devices({ connection, grant }: { connection: Connection; grant: string }) {
  const table = useTable(connection, `devices/${grant}`);
  const rows = [...(table?.rows.values() ?? [])]
    .map(readDevice)
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.enrolledMs - a.enrolledMs);
  return (
    <section class="points-part">
      <h3 class="heading">{t("devices")}</h3>
      {table?.position && rows.length === 0 && <p class="small soft">{t("devicesNone")}</p>}
      <ul class="points-devices">
        {rows.map((row) => (
          <Device key={row.device} row={row} connection={connection} />
        ))}
      </ul>
    </section>
  );
}

interface DeviceProps {
  row: DeviceRow;
  connection: Connection;
}

function Device({ row, connection }: DeviceProps) {
  const [asking, setAsking] = useState(false);
  const [pending, setPending] = useState(false);
  // Rights are not changed by a command that waits: without a link there is no button to press.
  const linked = connection.link.value.live;
  const name = row.label || row.device.slice(0, 6);
  const send = (ask: Ask) => {
    setPending(true);
    void submit(connection, ask).finally(() => setPending(false));
  };
  return (
    <li class="points-device">
      <div class="grow">
        <b>{name}</b>
        <div class="small soft">
          {t("enrolled", { when: dateTime(row.enrolledMs) })}
          {row.linked && ` · ${t("online")}`}
        </div>
      </div>
      <Chip tone={TONES[row.state] ?? "plain"}>{deviceWord(row.state)}</Chip>
      {row.state !== DeviceState.REVOKED && (
        <div class="points-device-acts">
          {row.state === DeviceState.WAITING && (
            <Button
              tone="primary"
              disabled={pending || !linked}
              aria-label={t("approveWhich", { name })}
              onClick={() => send(approveDevice(fromHex(row.device)))}
            >
              {t("approve")}
            </Button>
          )}
          <Button
            disabled={pending || !linked}
            aria-label={t("revokeDeviceWhich", { name })}
            onClick={() => setAsking(true)}
          >
            {t("revokeDevice")}
          </Button>
        </div>
      )}
      {asking && (
        <Confirm
          title={t("revokeDeviceAsk", { name })}
          act={t("revokeDevice")}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            send(revokeDevice(fromHex(row.device)));
          }}
        >
          <ul class="points-will">
            <li>{t("revokeDeviceWill0")}</li>
            <li>{t("revokeDeviceWill1")}</li>
          </ul>
        </Confirm>
      )}
    </li>
  );
}
