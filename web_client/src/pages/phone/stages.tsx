/** The phone's other screens: each says what is so, why, and what comes next; each leaves by itself. */
import { useState } from "preact/hooks";
import { codeWords } from "../../i18n/errors";
import { date, time } from "../../i18n/formats";
import { Button, Card, Empty } from "../../parts";
import { t as shared } from "../../parts/words";
import type { MeRow, SessionRow } from "../../tables/rows";
import type { Connection } from "../../wire/socket";
import { Identify } from "./identify";
import { t } from "./words";

export function Opening() {
  return (
    <main class="phone-stage soft" aria-busy="true">
      {t("opening")}
    </main>
  );
}

export function Draft() {
  return (
    <main class="phone-stage">
      <Card>
        <Empty title={t("draftTitle")}>{t("draftWhat")}</Empty>
      </Card>
    </main>
  );
}

export function NotOpen({ session }: { session: SessionRow }) {
  return (
    <main class="phone-stage">
      <Card>
        <Empty title={t("notOpenTitle", { session: session.name })}>
          {t("notOpenWhat", {
            starts: time(session.startsMs),
            ends: time(session.endsMs),
            date: date(session.startsMs),
          })}
        </Empty>
      </Card>
    </main>
  );
}

export function Over() {
  return (
    <main class="phone-stage">
      <Card>
        <Empty title={t("overTitle")}>{t("overWhat")}</Empty>
      </Card>
    </main>
  );
}

interface WaitingProps {
  connection: Connection;
  session: SessionRow;
  me: MeRow;
  online: boolean;
  place: string;
}

/** The desk decides; a slip of the finger is typed again. */
export function Waiting(props: WaitingProps) {
  const [retypes, setRetypes] = useState(false);
  if (retypes) return <Identify {...props} known="" wasDeclined={false} onAsked={() => setRetypes(false)} />;
  return (
    <main class="phone-stage">
      <Card>
        <Empty
          title={t("waitingTitle")}
          action={<Button onClick={() => setRetypes(true)}>{t("retype")}</Button>}
        >
          {t(props.online ? "waitingOnline" : "waitingWhat")}
        </Empty>
      </Card>
    </main>
  );
}

export function Ended({ connection }: { connection: Connection }) {
  const { code } = connection.link.value;
  return (
    <main class="phone-stage">
      <Card>
        <Empty
          title={t("endedTitle")}
          action={<Button onClick={() => location.reload()}>{shared("reload")}</Button>}
        >
          <p>{codeWords(code ?? "NOT_SIGNED_IN")}</p>
          <p>{t("endedNext")}</p>
        </Empty>
      </Card>
    </main>
  );
}
