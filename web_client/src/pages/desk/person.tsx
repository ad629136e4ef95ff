/** One person of the room as a row of the list: who, how they stand, and what can be done with them. */
import { time } from "../../i18n/formats";
import { Button, Chip, Marked, type Match, type Tone } from "../../parts";
import { Status } from "../../tables/rows";
import { undoneOf } from "./deeds";
import type { Question } from "./dialogs";
import { isHere, type Person } from "./people";
import { t } from "./words";

export const rowId = (person: number): string => `person-${person}`;

interface PersonRowProps {
  person: Person;
  marks: Match["marks"];
  chosen: boolean;
  onChoose: (person: Person) => void;
  onIn: (person: Person) => void;
  onOut: (person: Person) => void;
  onAsk: (question: Question) => void;
}

/** Keeps the focus in the search while a button is pressed with a mouse or a finger. */
const stay = (event: MouseEvent) => event.preventDefault();

export function PersonRow({ person, marks, chosen, onChoose, onIn, onOut, onAsk }: PersonRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the search choose a row
    <div
      id={rowId(person.person)}
      class="person"
      role="row"
      aria-selected={chosen}
      tabIndex={-1}
      onClick={() => onChoose(person)}
    >
      <div class="person-who" role="gridcell" tabIndex={-1}>
        <span class="person-name">
          {person.name ? <Marked text={person.name} marks={marks} /> : t("erased")}
        </span>
        <About person={person} />
      </div>
      <div class="person-state" role="gridcell" tabIndex={-1}>
        {person.isWalkIn && isHere(person) && <Chip>{t("walkIn")}</Chip>}
        <StateChip person={person} />
      </div>
      <div class="person-acts" role="gridcell" tabIndex={-1}>
        {chosen && <MoreActs person={person} onOut={onOut} onAsk={onAsk} />}
        {!isHere(person) && (
          <Button
            class="person-in"
            tone={chosen ? "primary" : "plain"}
            tabIndex={chosen ? 0 : -1}
            aria-label={t("inFor", { name: person.name })}
            onMouseDown={stay}
            onClick={(event) => {
              event.stopPropagation();
              onIn(person);
            }}
          >
            {t("in")}
            {chosen && <kbd>Enter</kbd>}
          </Button>
        )}
      </div>
    </div>
  );
}

function About({ person }: { person: Person }) {
  const isExcused = person.status === Status.EXCUSED || person.status === Status.EXEMPT;
  const words = [
    person.post,
    person.unit,
    isExcused && person.reason && t("because", { reason: person.reason }),
  ];
  return (
    <span class="soft small">
      {words.filter(Boolean).join(" · ")}
      {person.code && <span class="person-code"> · {t("code", { code: person.code })}</span>}
    </span>
  );
}

type MoreActsProps = Pick<PersonRowProps, "person" | "onOut" | "onAsk">;

/** The rarer acts, on the chosen row only. */
function MoreActs({ person, onOut, onAsk }: MoreActsProps) {
  const mayUndo = isHere(person) || person.status === Status.LEFT;
  const undone = mayUndo ? undoneOf(person, person.server) : null;
  return (
    <>
      {undone && <Button onClick={() => onAsk({ kind: "undo", undone })}>{t("undo")}</Button>}
      {isHere(person) && <Button onClick={() => onOut(person)}>{t("out")}</Button>}
      {person.status === Status.EXPECTED && (
        <Button onClick={() => onAsk({ kind: "excuse", person })}>{t("excuse")}</Button>
      )}
      {person.status === Status.EXPECTED && (
        <Button onClick={() => onAsk({ kind: "online", person })}>{t("online")}</Button>
      )}
      {person.status === Status.EXCUSED && (
        <Button onClick={() => onAsk({ kind: "withdraw", person })}>{t("withdraw")}</Button>
      )}
    </>
  );
}

function StateChip({ person }: { person: Person }) {
  const [tone, words] = stateOf(person);
  if (person.pending)
    return (
      <Chip tone="next">
        {t("pending")} · {words}
      </Chip>
    );
  return <Chip tone={tone}>{words}</Chip>;
}

function stateOf(person: Person): [Tone, string] {
  switch (person.status) {
    case Status.PRESENT:
      return ["here", t("presentAt", { time: time(person.atMs) })];
    case Status.LEFT:
      return ["plain", t("left")];
    case Status.ELSEWHERE:
      return ["next", person.nowPlace ? t("elsewhere", { place: person.nowPlace }) : t("elsewhereUnnamed")];
    case Status.EXCUSED:
      return ["next", t("excused")];
    case Status.EXEMPT:
      return ["plain", t("exempt")];
    case Status.CONFLICT:
      return ["next", t("conflict")];
    default:
      return ["plain", t("expected")];
  }
}
