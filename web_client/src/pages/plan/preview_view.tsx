/** What stands in a file, before anything is saved: counts and a sample, or every cell to correct. */
import { count } from "../../i18n/formats";
import { language } from "../../i18n/language";
import { Chip, Table } from "../../parts";
import { type CellError, type Counts, type RosterPreview, type SampleRow, total } from "./preview";
import { t } from "./words";

export function PreviewView({ name, preview }: { name: string; preview: RosterPreview }) {
  if (preview.errors.length > 0) return <Mistakes name={name} preview={preview} />;
  return (
    <section class="plan-preview" aria-label={t("found", { name })}>
      <h3>{t("found", { name })}</h3>
      <div class="plan-counts">
        <Figure counts={preview.units} label={t("unitCount")} />
        <Figure counts={preview.points} label={t("pointCount")} />
        <Figure counts={preview.people} label={t("peopleCount")} />
      </div>
      <Notices preview={preview} />
      <p>
        <Chip tone="here">{t("clean")}</Chip>
      </p>
      {preview.sample.length > 0 && <Sample rows={preview.sample} />}
    </section>
  );
}

function Figure({ counts, label }: { counts: Counts; label: string }) {
  const news = [
    counts.new > 0 && t("newOf", { n: count(counts.new) }),
    counts.changed > 0 && t("changedOf", { n: count(counts.changed) }),
    counts.unchanged > 0 && t("unchangedOf", { n: count(counts.unchanged) }),
  ].filter(Boolean);
  return (
    <div class="plan-count">
      <b>{count(total(counts))}</b>
      <span>{label}</span>
      <span class="soft small">{news.join(" · ") || t("noneOf")}</span>
    </div>
  );
}

function Notices({ preview }: { preview: RosterPreview }) {
  if (preview.notices.length === 0) return null;
  return (
    <ul class="plan-notices small">
      {preview.notices.map((notice) => (
        <li key={notice.code + notice.vi}>
          <span aria-hidden="true">◆ </span>
          {notice[language.value]}
        </li>
      ))}
    </ul>
  );
}

function Sample({ rows }: { rows: readonly SampleRow[] }) {
  return (
    <>
      <p class="soft small">{t("sample")}</p>
      <div class="small plan-sample">
        <Table
          caption={t("sample")}
          rows={rows}
          rowKey={(row) => `${row.code}/${row.name}`}
          columns={[
            { title: t("person"), cell: (row: SampleRow) => row.name },
            { title: t("post"), cell: (row: SampleRow) => row.post },
            { title: t("unit"), cell: (row: SampleRow) => <span class="plan-code">{row.unit}</span> },
            { title: t("point"), cell: (row: SampleRow) => <span class="plan-code">{row.point}</span> },
          ]}
        />
      </div>
    </>
  );
}

function Mistakes({ name, preview }: { name: string; preview: RosterPreview }) {
  const n = preview.errors.length + preview.more_errors;
  return (
    <section class="plan-preview" aria-label={t("found", { name })}>
      <h3>
        <Chip tone="now">{t("errors", { n: count(n) })}</Chip> <span class="plan-file">{name}</span>
      </h3>
      <p class="soft">
        {preview.errors.some((error) => error.cell !== "") ? t("errorsHow") : t("errorsWhole")}
      </p>
      {preview.errors.some((error) => error.cell !== "") ? (
        <Cells errors={preview.errors} caption={t("errors", { n: count(n) })} />
      ) : (
        <ul class="plan-whole">
          {preview.errors.map((error) => (
            <li key={error.code} class="field-error">
              {error[language.value]}
            </li>
          ))}
        </ul>
      )}
      {preview.more_errors > 0 && <p class="soft">{t("moreErrors", { n: count(preview.more_errors) })}</p>}
    </section>
  );
}

function Cells({ errors, caption }: { errors: readonly CellError[]; caption: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys.
    <section class="plan-mistakes" aria-label={caption} tabIndex={0}>
      <Table
        caption={caption}
        rows={errors}
        rowKey={(error) => `${error.sheet}/${error.cell}/${error.code}/${error.vi}`}
        columns={[
          { title: t("sheet"), cell: (error: CellError) => error.sheet || "–" },
          { title: t("cell"), cell: (error: CellError) => <b>{error.cell || "–"}</b> },
          { title: t("what"), cell: (error: CellError) => error[language.value] },
        ]}
      />
    </section>
  );
}
