/** Sheets to hand out, one page for each point: name, QR code, link, three steps. On the screen, then on paper. */
import { useEffect, useRef } from "preact/hooks";
import { count, date, time } from "../../i18n/formats";
import { Button } from "../../parts";
import { QrCode } from "../../parts/qr_code";
import type { ConferenceRow } from "../../tables/rows";
import type { SheetList, SheetRow } from "./print_dialog";
import { t } from "./words";
import "./sheets.css";

interface SheetsProps {
  list: SheetList;
  conference: ConferenceRow;
  onBack: () => void;
}

export function Sheets({ list, conference, onBack }: SheetsProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    scrollTo(0, 0);
  }, []);
  return (
    <div class="sheets">
      <header class="bar sheets-bar no-print">
        <h1 class="bar-place grow" tabIndex={-1} ref={heading}>
          {t("ready", { n: count(list.rows.length) })}
        </h1>
        <Button onClick={onBack}>{t("closeSheets")}</Button>
        <Button tone="primary" onClick={() => print()}>
          {t("openPrint")}
        </Button>
      </header>
      <main>
        {list.rows.map((row) => (
          <Sheet key={row.node} row={row} conference={conference} />
        ))}
      </main>
    </div>
  );
}

function Sheet({ row, conference }: { row: SheetRow; conference: ConferenceRow }) {
  return (
    <article class="sheet">
      <p class="sheet-conference">{conference.title}</p>
      <p class="sheet-sessions">
        {conference.sessions
          .map(
            ({ name, startsMs, endsMs }) => `${name}: ${date(startsMs)}, ${time(startsMs)}–${time(endsMs)}`,
          )
          .join(" · ")}
      </p>
      <p class="sheet-kind">{t("sheetTitle")}</p>
      <h2 class="sheet-name">{row.name}</h2>
      <p class="sheet-unit">
        {row.unit} · {t("code")} {row.code}
      </p>
      <div class="sheet-link">
        <QrCode svg={row.svg} label={t("qr", { name: row.name })} />
        <p class="sheet-url">{row.url}</p>
      </div>
      <ol class="sheet-steps">
        <li>{t("sheetSteps0")}</li>
        <li>{t("sheetSteps1")}</li>
        <li>{t("sheetSteps2")}</li>
      </ol>
      <p class="sheet-keep">
        {t("sheetDevice")} {t("sheetKeep")}
      </p>
    </article>
  );
}
