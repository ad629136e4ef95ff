/** The host's page: a draft is prepared here, a launched conference is led from here. */
import { useState } from "preact/hooks";
import type { PageProps } from "../../app";
import { codeWords } from "../../i18n/errors";
import { Hindrance } from "../../parts";
import { AwaitedPage, Lone } from "../../parts/lone";
import { useTitle } from "../../parts/title";
import { ConferenceState } from "../../tables/rows";
import { connectionOf, useConference } from "../../wire/connections";
import { Draft } from "../plan/draft";
import { Stage } from "./stage";
import { t } from "./words";
import "./control.css";
import "./director.css";

export default function ControlPage({ route }: PageProps) {
  const connection = connectionOf(route.conference, route.grant);
  const conference = useConference(connection);
  const [chosen, choose] = useState<number | null>(null);
  useTitle(t("page"), conference?.title);
  const link = connection.link.value;
  if (!conference) {
    if (link.phase === "ended") return <Refused code={link.code} />;
    return (
      <AwaitedPage>
        {t("loading")}
        <Hindrance connection={connection} />
      </AwaitedPage>
    );
  }
  if (conference.state === ConferenceState.DRAFT)
    return (
      <Draft
        connection={connection}
        conference={conference}
        base={`/api/c/${route.conference}/${route.grant}`}
      />
    );
  return (
    <Stage connection={connection} conference={conference} route={route} chosen={chosen} onChoose={choose} />
  );
}

function Refused({ code }: { code: string | null }) {
  return (
    <Lone title={t("refusedTitle")} home={t("signIn")}>
      {code === null || code === "NOT_SIGNED_IN" ? t("refusedHow") : codeWords(code)}
    </Lone>
  );
}
