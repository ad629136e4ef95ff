/** What the desk asks before it does something: a reason, a name, a number, or whether it is really meant. */
import { useSignal } from "@preact/signals";
import { count, timeExact } from "../../i18n/formats";
import { Confirm, Dialog, Field } from "../../parts";
import type { DeedKind, Deeds, Undone } from "./deeds";
import { OnlineLink } from "./online_link";
import type { Person } from "./people";
import { t } from "./words";

export type Question =
  | { readonly kind: "undo"; readonly undone: Undone }
  | { readonly kind: "excuse"; readonly person: Person }
  | { readonly kind: "withdraw"; readonly person: Person }
  | { readonly kind: "elsewhere"; readonly person: Person }
  | { readonly kind: "online"; readonly person: Person }
  | { readonly kind: "walkIn"; readonly name: string }
  | { readonly kind: "headCount"; readonly now: number };

/** Wire bound of one text (server/wire/limits.py, TEXT_CHARS). */
const TEXT_CHARS = 300;
/** Nobody's room holds more; a slip of the finger does. */
const MOST_PEOPLE = 100_000;

interface AskingProps<Q = Question> {
  question: Q;
  deeds: Deeds;
  onClose: () => void;
}

type Of<K extends Question["kind"]> = AskingProps<Extract<Question, { kind: K }>>;

export function Asking({ question, ...rest }: AskingProps) {
  switch (question.kind) {
    case "undo":
      return <Undo question={question} {...rest} />;
    case "excuse":
      return <Excuse question={question} {...rest} />;
    case "withdraw":
      return <Withdraw question={question} {...rest} />;
    case "elsewhere":
      return <Elsewhere question={question} {...rest} />;
    case "online":
      return <OnlineLink base={rest.deeds.base} person={question.person} onClose={rest.onClose} />;
    case "walkIn":
      return <WalkIn question={question} {...rest} />;
    case "headCount":
      return <HeadCount question={question} {...rest} />;
  }
}

type Slip = "wrongPerson" | "notCome" | "hasLeft" | "wrongAct" | "wrongCount";

/** The likeliest reasons for taking back each kind of record, the likeliest first. */
const SLIPS: Readonly<Record<DeedKind, readonly Slip[]>> = {
  in: ["wrongPerson", "notCome", "wrongAct"],
  out: ["wrongPerson", "hasLeft", "wrongAct"],
  excuse: ["wrongPerson", "wrongAct"],
  withdraw: ["wrongPerson", "wrongAct"],
  walkIn: ["wrongPerson", "wrongAct"],
  headCount: ["wrongCount", "wrongAct"],
  undo: ["wrongAct"],
};

function Undo({ question: { undone }, deeds, onClose }: Of<"undo">) {
  return (
    <WithReason
      title={t("undoTitle", { name: undone.name })}
      what={t(undone.what === "headCount" ? "undoHeadCount" : "undoWhat")}
      act={t("undoAct")}
      reasons={SLIPS[undone.what].map((slip) => t(slip))}
      onReason={(reason) => deeds.undo(undone, reason)}
      onClose={onClose}
    />
  );
}

function Excuse({ question: { person }, deeds, onClose }: Of<"excuse">) {
  return (
    <WithReason
      title={t("excuseTitle", { name: person.name })}
      what={t("excuseWhat")}
      act={t("excuseAct")}
      reasons={[t("ill"), t("duty"), t("family")]}
      onReason={(reason) => deeds.excuse(person.server, reason)}
      onClose={onClose}
    />
  );
}

function Withdraw({ question: { person }, deeds, onClose }: Of<"withdraw">) {
  return (
    <WithReason
      title={t("withdrawTitle", { name: person.name })}
      what={t("withdrawWhat")}
      act={t("withdrawAct")}
      reasons={SLIPS.withdraw.map((slip) => t(slip))}
      onReason={(reason) => deeds.withdraw(person.server, reason)}
      onClose={onClose}
    />
  );
}

interface WithReasonProps {
  title: string;
  what: string;
  act: string;
  reasons: readonly string[];
  onReason: (reason: string) => void;
  onClose: () => void;
}

/** The usual reasons to press, and a line for another one. */
function WithReason({ title, what, act, reasons, onReason, onClose }: WithReasonProps) {
  const picked = useSignal(0);
  const own = useSignal("");
  const missing = useSignal(false);
  const isOwn = picked.value === reasons.length;
  const submit = () => {
    const reason = isOwn ? own.value.trim() : reasons[picked.value];
    missing.value = !reason;
    if (!reason) return;
    onReason(reason);
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} onSubmit={submit} act={act}>
      <p>{what}</p>
      <fieldset class="reasons">
        <legend class="field-label">{t("reason")}</legend>
        {[...reasons, t("reasonOther")].map((reason, n) => (
          <label key={reason} class="reason">
            <input
              type="radio"
              name="reason"
              checked={picked.value === n}
              onChange={() => {
                picked.value = n;
              }}
            />
            {reason}
          </label>
        ))}
      </fieldset>
      {isOwn && (
        <Field
          label={t("reasonOther")}
          maxLength={TEXT_CHARS}
          error={missing.value ? t("reasonMissing") : null}
          value={own.value}
          onInput={(event) => {
            own.value = event.currentTarget.value;
          }}
        />
      )}
    </Dialog>
  );
}

function Elsewhere({ question: { person }, deeds, onClose }: Of<"elsewhere">) {
  return (
    <Confirm
      title={t("elsewhereTitle", { name: person.name })}
      act={t("elsewhereAct")}
      tone="primary"
      onConfirm={() => {
        deeds.checkIn(person.server);
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        {t("elsewhereWhat", {
          place: person.nowPlace || t("elsewhereUnnamed"),
          time: timeExact(person.atMs),
        })}
      </p>
    </Confirm>
  );
}

function WalkIn({ question, deeds, onClose }: Of<"walkIn">) {
  const name = useSignal(question.name);
  const post = useSignal("");
  const unit = useSignal("");
  const missing = useSignal(false);
  const submit = () => {
    missing.value = name.value.trim() === "";
    if (missing.value) return;
    deeds.addWalkIn(name.value.trim(), post.value.trim(), unit.value.trim());
    onClose();
  };
  return (
    <Dialog title={t("walkInTitle")} onClose={onClose} onSubmit={submit} act={t("walkInAct")}>
      <p class="soft small">{t("walkInWhat")}</p>
      <Field
        label={t("name")}
        maxLength={TEXT_CHARS}
        autoFocus
        autocomplete="off"
        error={missing.value ? t("nameMissing") : null}
        value={name.value}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      <Field
        label={t("post")}
        hint={t("optional")}
        maxLength={TEXT_CHARS}
        autocomplete="off"
        value={post.value}
        onInput={(event) => {
          post.value = event.currentTarget.value;
        }}
      />
      <Field
        label={t("unit")}
        hint={t("optional")}
        maxLength={TEXT_CHARS}
        autocomplete="off"
        value={unit.value}
        onInput={(event) => {
          unit.value = event.currentTarget.value;
        }}
      />
    </Dialog>
  );
}

function HeadCount({ question, deeds, onClose }: Of<"headCount">) {
  const typed = useSignal("");
  const bad = useSignal(false);
  const submit = () => {
    const digits = typed.value.replace(/[\s.,]/g, "");
    const number = Number(digits);
    bad.value = !/^\d+$/.test(digits) || number > MOST_PEOPLE;
    if (bad.value) return;
    deeds.reportHeadCount(number, t("headCountDone", { n: count(number) }));
    onClose();
  };
  return (
    <Dialog title={t("headCountTitle")} onClose={onClose} onSubmit={submit} act={t("headCountAct")}>
      <p class="soft small">{t("headCountWhat")}</p>
      <Field
        label={t("headCountNumber")}
        hint={question.now > 0 ? t("headCountNow", { n: count(question.now) }) : undefined}
        inputMode="numeric"
        autoFocus
        autocomplete="off"
        error={bad.value ? t("headCountBad") : null}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
    </Dialog>
  );
}
