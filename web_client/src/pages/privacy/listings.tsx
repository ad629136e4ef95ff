/** Who listed or downloaded names, newest first. */
import { count, dateTime } from "../../i18n/formats";
import { Chip, Dialog, Table as Rows } from "../../parts";
import { type ListingRow, readListing } from "../../tables/kept";
import { useTable } from "../../wire/connections";
import type { Connection } from "../../wire/socket";
import { t } from "./words";

const WHAT = ["what0", "what1", "what2", "what3", "what4", "what5", "what6", "what7"] as const;
const COMMAND_LINE = -2;

export function Listings({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const table = useTable(connection, "listings");
  const rows = [...(table?.rows.values() ?? [])].map(readListing).sort((a, b) => b.seq - a.seq);
  const columns = [
    { title: t("when"), cell: (row: ListingRow) => dateTime(row.atMs) },
    { title: t("who"), cell: whoIs },
    { title: t("what"), cell: whatIs },
    { title: t("many"), cell: (row: ListingRow) => count(row.count), number: true },
  ];
  return (
    <Dialog title={t("listingsTitle")} onClose={onClose}>
      {table?.position && rows.length === 0 ? (
        <p>{t("listingsNone")}</p>
      ) : (
        <>
          <div class="small listings">
            <Rows caption={t("listingsTitle")} columns={columns} rows={rows} rowKey={(row) => row.seq} />
          </div>
          <p class="small soft">{t("listingsMost")}</p>
        </>
      )}
    </Dialog>
  );
}

function whoIs({ account, grant, device }: ListingRow) {
  if (account === COMMAND_LINE) return t("server");
  return account >= 0 ? t("administrator") : [grant, device].filter(Boolean).join(" · ");
}

function whatIs({ what, nodeName, refused }: ListingRow) {
  const said = t(WHAT[what] ?? "what0", { place: nodeName });
  return refused ? (
    <>
      {said} <Chip tone="now">{t("refused")}</Chip>
    </>
  ) : (
    said
  );
}
