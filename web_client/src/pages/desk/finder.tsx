/**
 * Search and list: type, arrows, Enter. The input keeps the focus; the chosen row is told to a screen reader through
 * aria-activedescendant. Letters typed anywhere on the page go to the search.
 */
import { type ReadonlySignal, type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { count } from "../../i18n/formats";
import { Button, Card } from "../../parts";
import { hex } from "../../wire/frames";
import type { Deed } from "./deeds";
import type { Question } from "./dialogs";
import { asName, countsOf, FILTERS, type Filter, type Found, find, isHere, type Person } from "./people";
import { PersonRow, rowId } from "./person";
import { Already } from "./room";
import { t } from "./words";

/** Rows shown before one asks for all: a screen or two, quick to draw on an old laptop. */
const FIRST_ROWS = 40;

interface FinderProps {
  people: readonly Person[];
  /** The newest deed: another one ends the search that led to it. */
  deed: ReadonlySignal<Deed | null>;
  onIn: (person: Person) => void;
  onOut: (person: Person) => void;
  onAsk: (question: Question) => void;
  /** What was just done: stands between search and list. */
  children: ComponentChildren;
}

export function Finder({ people, deed, onIn, onOut, onAsk, children }: FinderProps) {
  const query = useSignal("");
  const filter = useSignal<Filter>("all");
  const chosen = useSignal<number | null>(null);
  const already = useSignal<number | null>(null);
  const wide = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  useTypingAnywhere(input);
  const newest = useComputed(() => deed.value && hex(deed.value.id));
  useSignalEffect(() => {
    if (newest.value === null) return;
    query.value = "";
    chosen.value = null;
    already.value = null;
    returnTo(input.current);
  });

  const found = find(people, query.value, filter.value);
  const shown = wide.value ? found : found.slice(0, FIRST_ROWS);
  // Without a query nobody is chosen until an arrow or a click chooses: Enter pressed twice must not take the next one.
  const nobody = query.value.trim() === "" ? -1 : 0;
  const at = Math.max(
    nobody,
    shown.findIndex(({ person }) => person.person === chosen.value),
  );
  const current = shown[at]?.person;
  const alreadyHere = people.find(({ person }) => person === already.value);

  const bring = (person: Person) => {
    if (!isHere(person)) return onIn(person);
    already.value = person.person;
    query.value = "";
    chosen.value = null;
  };
  const move = (step: number) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))]?.person;
    if (!next) return;
    chosen.value = next.person;
    document.getElementById(rowId(next.person))?.scrollIntoView({ block: "nearest" });
  };
  const enter = () => {
    if (current) bring(current);
    else if (query.value.trim()) onAsk({ kind: "walkIn", name: asName(query.value) });
  };
  return (
    <>
      <SearchBox
        input={input}
        query={query}
        active={current ? rowId(current.person) : undefined}
        onType={() => {
          chosen.value = null;
          wide.value = false;
        }}
        onMove={move}
        onEnter={enter}
      />
      {alreadyHere ? (
        <Already person={alreadyHere} onOut={() => onOut(alreadyHere)} onAsk={onAsk} />
      ) : (
        children
      )}
      {people.length > 0 && (
        <Card class="list">
          <Filters people={people} filter={filter} />
          <List
            found={shown}
            current={current}
            onChoose={(person) => {
              chosen.value = person.person;
            }}
            onIn={bring}
            onOut={onOut}
            onAsk={onAsk}
          />
          <ListEnd
            query={query.value}
            found={found.length}
            shown={shown.length}
            all={people.length}
            onAll={() => {
              wide.value = true;
            }}
            onWalkIn={() => onAsk({ kind: "walkIn", name: asName(query.value) })}
          />
        </Card>
      )}
    </>
  );
}

/** The focus goes back to the search where there is a keyboard; on a phone one would pop up. */
function returnTo(input: HTMLInputElement | null): void {
  // After the next drawing: while a dialog is open everything behind it refuses the focus.
  if (matchMedia("(pointer: fine)").matches) requestAnimationFrame(() => input?.focus());
}

/** A letter typed while nothing else takes letters begins a search. */
function useTypingAnywhere(input: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    returnTo(input.current);
    const type = (event: KeyboardEvent) => {
      const to = event.target as Element | null;
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ")
        return;
      if (to?.closest("input, textarea, select, dialog")) return;
      input.current?.focus();
    };
    document.addEventListener("keydown", type);
    return () => document.removeEventListener("keydown", type);
  }, [input]);
}

interface SearchBoxProps {
  input: { current: HTMLInputElement | null };
  query: Signal<string>;
  active: string | undefined;
  onType: () => void;
  onMove: (step: number) => void;
  onEnter: () => void;
}

function SearchBox({ input, query, active, onType, onMove, onEnter }: SearchBoxProps) {
  const keys: Record<string, () => void> = {
    ArrowDown: () => onMove(1),
    ArrowUp: () => onMove(-1),
    PageDown: () => onMove(8),
    PageUp: () => onMove(-8),
    Enter: onEnter,
    Escape: () => {
      query.value = "";
      onType();
    },
  };
  return (
    <search class="find">
      <input
        ref={input}
        class="find-input"
        type="text"
        role="combobox"
        aria-label={t("find")}
        aria-controls="people"
        aria-haspopup="grid"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-activedescendant={active}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="done"
        placeholder={t("findHint")}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          onType();
        }}
        onKeyDown={(event) => {
          const act = event.isComposing ? undefined : keys[event.key];
          if (!act) return;
          event.preventDefault();
          act();
        }}
      />
      {query.value ? (
        <Button
          tone="quiet"
          class="find-clear"
          aria-label={t("clear")}
          onClick={() => {
            query.value = "";
            onType();
            input.current?.focus();
          }}
        >
          ✕
        </Button>
      ) : null}
      <kbd class="find-key">Enter</kbd>
    </search>
  );
}

function Filters({ people, filter }: { people: readonly Person[]; filter: Signal<Filter> }) {
  const counts = countsOf(people);
  return (
    <fieldset class="filters">
      <legend class="unseen">{t("filter")}</legend>
      {FILTERS.map((name) => (
        <button
          key={name}
          type="button"
          class="filter"
          aria-pressed={filter.value === name}
          onClick={() => {
            filter.value = name;
          }}
        >
          {t(name)} <span class="filter-count">{count(counts[name])}</span>
        </button>
      ))}
    </fieldset>
  );
}

interface ListProps {
  found: readonly Found[];
  current: Person | undefined;
  onChoose: (person: Person) => void;
  onIn: (person: Person) => void;
  onOut: (person: Person) => void;
  onAsk: (question: Question) => void;
}

function List({ found, current, ...acts }: ListProps) {
  return (
    <div id="people" class="people" role="grid" aria-label={t("people")}>
      {found.map((one) => (
        <PersonRow key={one.person.person} {...one} chosen={one.person === current} {...acts} />
      ))}
    </div>
  );
}

interface ListEndProps {
  query: string;
  found: number;
  shown: number;
  all: number;
  onAll: () => void;
  onWalkIn: () => void;
}

function ListEnd({ query, found, shown, all, onAll, onWalkIn }: ListEndProps) {
  const asked = query.trim() !== "";
  return (
    <div class="list-end small">
      {found === 0 && <p>{asked ? `${t("nobody", { query })} ${t("nobodyNext")}` : t("nobodyPlain")}</p>}
      {found > shown && (
        <p>
          {t("more", { n: count(found - shown) })}{" "}
          <button type="button" class="inline" onClick={onAll}>
            {t("showAll")}
          </button>
        </p>
      )}
      {(asked || found === 0) && (
        <p>
          {found > 0 && `${t("found", { n: count(found), all: count(all) })} · ${t("notHere")} `}
          <button type="button" class="inline" onClick={onWalkIn}>
            {t("addWalkIn")}
          </button>
        </p>
      )}
      {!asked && found > 0 && <p class="keys">{t("keys")}</p>}
    </div>
  );
}
