/** Who is meant: typed, found, picked. Asked when one says so, not at each letter: every search is noted. */
import type { Ref } from "preact";
import { Button, Card, Empty, Field } from "../../parts";
import type { Found } from "./held";
import { t } from "./words";

export interface Results {
  readonly rows: readonly Found[];
  readonly more: boolean;
}

/** server/edge/people.py */
const WHO_CHARS = 100;

interface FinderProps {
  input: Ref<HTMLInputElement>;
  who: string;
  onType: (who: string) => void;
  results: Results | null;
  chosen: number | null;
  busy: boolean;
  onFind: (who: string) => void;
  onChoose: (person: number) => void;
}

export function Finder({ input, who, onType, results, chosen, busy, onFind, onChoose }: FinderProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    if (who.trim() && !busy) onFind(who.trim());
  };
  return (
    <Card class="person-find">
      <form class="person-search" role="search" onSubmit={submit}>
        <Field
          label={t("search")}
          hint={t("searchHint")}
          inputRef={input}
          value={who}
          maxLength={WHO_CHARS}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          onInput={(event) => onType(event.currentTarget.value)}
        />
        <Button type="submit" tone="primary" disabled={busy}>
          {busy ? t("finding") : t("find")}
        </Button>
      </form>
      <div role="status">{results && <Rows results={results} chosen={chosen} onChoose={onChoose} />}</div>
    </Card>
  );
}

interface RowsProps {
  results: Results;
  chosen: number | null;
  onChoose: (person: number) => void;
}

function Rows({ results: { rows, more }, chosen, onChoose }: RowsProps) {
  if (rows.length === 0) return <Empty title={t("foundNone")}>{t("foundNoneHow")}</Empty>;
  return (
    <>
      <ul class="person-rows" aria-label={t("results")}>
        {rows.map((row) => (
          <li key={row.person}>
            <button
              type="button"
              class="person-row"
              aria-pressed={row.person === chosen}
              onClick={() => onChoose(row.person)}
            >
              <span>
                <b>{row.name || t("erasedPerson", { n: row.person })}</b>{" "}
                <span class="soft small">{[row.code, row.post].filter(Boolean).join(" · ")}</span>
              </span>
              <span class="soft small">
                {[row.unit, row.point || t("walkIn")].filter(Boolean).join(" · ")}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more && <p class="small person-more">{t("foundMore")}</p>}
    </>
  );
}
