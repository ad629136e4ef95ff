/** Whose phone it is: a card number, or full name and the end of the code; by a personal link one press. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { Button, Card, Field } from "../../parts";
import { useAnswer } from "../../parts/answer";
import type { SessionRow } from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { Door } from "./asked";
import { Accept, Notice, type NoticeTold } from "./notice";
import { t } from "./words";

/** server/edge/phones.py, Told. */
const NUMBER_CHARS = 64;
const NAME_CHARS = 300;
const DIGITS_CHARS = 4;

interface IdentifyProps {
  connection: Connection;
  session: SessionRow;
  online: boolean;
  place: string;
  /** Whose it was in an earlier session; "" for nobody's. */
  known: string;
  wasDeclined: boolean;
  /** The server has taken it: what follows comes by the link. */
  onAsked?: () => void;
}

export function Identify(props: IdentifyProps) {
  const { connection, session, online, place, known, wasDeclined, onAsked } = props;
  const path = `/api/c/${connection.conference}/${connection.grant}/identify`;
  const door = useMemo(() => new Door(path, session.number), [path, session.number]);
  const came = useAnswer<{ personal: boolean; notice: NoticeTold }>(path);
  const [notMe, setNotMe] = useState(false);
  const told = came.value?.notice;
  const its = { door, online, place, told, onAsked: onAsked ?? (() => {}) };
  const isPersonal = came.value?.personal === true;
  const refused = door.refusal.value !== null;
  useEffect(() => {
    if (refused && door.consent.peek() === 0) came.again(); // the notice may have changed meanwhile
  }, [refused]);
  if (came.value === null && came.error === null) return <main class="phone-stage" aria-busy="true" />;
  return (
    <main class="phone-stage">
      {wasDeclined && door.refusal.value === null && (
        <p class="phone-said" role="status">
          <span aria-hidden="true">◆ </span>
          {t("declined")}
        </p>
      )}
      <Card pad class="phone-who">
        {known !== "" && !notMe ? (
          <Again {...its} name={known} session={session.name} onNotMe={() => setNotMe(true)} />
        ) : isPersonal && !notMe ? (
          <Personal {...its} onNotMe={() => setNotMe(true)} />
        ) : (
          <Typed {...its} />
        )}
      </Card>
    </main>
  );
}

interface OfDoor {
  door: Door;
  online: boolean;
  place: string;
  /** What is kept of her; absent when the server could not be asked. */
  told: NoticeTold | undefined;
  onAsked: () => void;
}

interface SealProps {
  door: Door;
  told: NoticeTold | undefined;
  act: string;
  /** A submit button where there is a form. */
  onPress?: () => void;
}

/** The tick, what was refused and the button: at the lower edge as long as the notice is longer than the screen. */
function Seal({ door, told, act, onPress }: SealProps) {
  return (
    <div class="phone-seal">
      {told && <Accept version={told.version} door={door} />}
      <Refusal door={door} />
      <Button
        type={onPress ? "button" : "submit"}
        tone="primary"
        class="phone-act"
        disabled={door.busy.value}
        onClick={onPress}
      >
        {door.busy.value ? t("checking") : act}
      </Button>
    </div>
  );
}

function Again({ door, online, told, name, session, onNotMe }: OfDoor & Known) {
  return (
    <>
      <h2 class="phone-title">{t("againTitle", { session })}</h2>
      <p>{t("againWhat", { name })}</p>
      <Button tone="quiet" class="phone-other" onClick={onNotMe}>
        {t("notMe")}
      </Button>
      {told && <Notice told={told} online={online} />}
      <Seal
        door={door}
        told={told}
        act={t("againAct", { name })}
        onPress={() => void door.ask({ again: true })}
      />
    </>
  );
}

interface Known {
  name: string;
  session: string;
  onNotMe: () => void;
}

function Personal({ door, online, told, onAsked, onNotMe }: OfDoor & { onNotMe: () => void }) {
  const join = () => void door.ask({ personal: true }).then((taken) => taken && onAsked());
  return (
    <>
      <h2 class="phone-title">{t("personalTitle")}</h2>
      <p>{t("personalWhat")}</p>
      <Button tone="quiet" class="phone-other" onClick={onNotMe}>
        {t("notMe")}
      </Button>
      {told && <Notice told={told} online={online} />}
      <Seal door={door} told={told} act={t("join")} onPress={join} />
    </>
  );
}

function Typed({ door, online, place, told, onAsked }: OfDoor) {
  const [byName, setByName] = useState(false);
  const [typed, setTyped] = useState({ number: "", name: "", digits: "" });
  const [tried, setTried] = useState(false);
  const put = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });
  const { number, name, digits } = typed;
  const submit = () => {
    setTried(true);
    const isWhole = byName ? name.trim() !== "" && digits.trim() !== "" : number.trim() !== "";
    if (!isWhole || door.busy.peek()) return;
    void door.ask(byName ? { name, digits } : { number }).then((taken) => taken && onAsked());
  };
  return (
    <form
      class="phone-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2 class="phone-title">{t(online ? "whoTitleOnline" : "whoTitle")}</h2>
      <p>{online ? t("whoOnline") : t("whoRoom", { place })}</p>
      {byName ? (
        <NameFields name={name} digits={digits} tried={tried} put={put} />
      ) : (
        <Field
          label={t("number")}
          error={tried && number.trim() === "" ? t("numberMissing") : null}
          value={number}
          maxLength={NUMBER_CHARS}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="go"
          onInput={(event) => put({ number: event.currentTarget.value })}
        />
      )}
      {!online && (
        <Button
          tone="quiet"
          class="phone-other"
          onClick={() => {
            setByName(!byName);
            setTried(false);
            door.forget();
          }}
        >
          {t(byName ? "byNumber" : "byName")}
        </Button>
      )}
      {told && <Notice told={told} online={online} />}
      <Seal door={door} told={told} act={t(online ? "join" : "checkIn")} />
    </form>
  );
}

interface NameFieldsProps {
  name: string;
  digits: string;
  tried: boolean;
  put: (part: { name?: string; digits?: string }) => void;
}

function NameFields({ name, digits, tried, put }: NameFieldsProps) {
  return (
    <>
      <Field
        label={t("name")}
        hint={t("nameHint")}
        error={tried && name.trim() === "" ? t("nameMissing") : null}
        value={name}
        maxLength={NAME_CHARS}
        autocomplete="off"
        autocapitalize="words"
        spellcheck={false}
        onInput={(event) => put({ name: event.currentTarget.value })}
      />
      <Field
        label={t("digits")}
        error={tried && digits.trim() === "" ? t("digitsMissing") : null}
        value={digits}
        maxLength={DIGITS_CHARS}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="go"
        onInput={(event) => put({ digits: event.currentTarget.value })}
      />
    </>
  );
}

function Refusal({ door }: { door: Door }) {
  return (
    <p class="field-error" role="alert">
      {door.refusal.value && (
        <>
          <span aria-hidden="true">■ </span>
          {door.refusal.value}
        </>
      )}
    </p>
  );
}
