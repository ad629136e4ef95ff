/** Other devices that ask to use this desk: shown only while one waits. */

import { serverNowMs } from "../../clock";
import { age } from "../../i18n/formats";
import { Button, Card } from "../../parts";
import { submit } from "../../parts/submit";
import { type DeviceRow, DeviceState, readDevice } from "../../tables/rows";
import { type Ask, approveDevice, revokeDevice } from "../../wire/commands";
import { useTable } from "../../wire/connections";
import { fromHex } from "../../wire/frames";
import type { Connection } from "../../wire/socket";
import { deviceCode } from "./stages";
import { t } from "./words";

export function Devices({ connection }: { connection: Connection }) {
  const table = useTable(connection, `devices/${connection.grant}`);
  const waiting = [...(table?.rows.values() ?? [])]
    .map(readDevice)
    .filter((device) => device.state === DeviceState.WAITING);
  if (waiting.length === 0) return null;
  return (
    <Card pad class="devices">
      <h2 class="heading">◆ {t("deviceAsks")}</h2>
      {waiting.map((device) => (
        <Asked key={device.device} connection={connection} device={device} />
      ))}
      <p class="soft small">{t("deviceCheck")}</p>
    </Card>
  );
}

function Asked({ connection, device }: { connection: Connection; device: DeviceRow }) {
  const code = deviceCode(device.device);
  const settle = (ask: Ask, done: string) => void submit(connection, ask, done);
  const id = fromHex(device.device);
  return (
    <div class="device">
      <p>
        <b>{device.label}</b>{" "}
        <span class="soft small">
          {t("deviceCode", { code })} · {age(serverNowMs() - device.enrolledMs)}
        </span>
      </p>
      <div class="acts">
        <Button onClick={() => settle(approveDevice(id), t("approved", { code }))}>{t("approve")}</Button>
        <Button onClick={() => settle(revokeDevice(id), t("declined", { code }))}>{t("decline")}</Button>
      </div>
    </div>
  );
}
