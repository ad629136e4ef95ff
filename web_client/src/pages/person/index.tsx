/** One person's data, for the administrator with a written request in hand: find, see, give a copy, erase. */
import { useRef, useState } from "preact/hooks";
import { get, post } from "../../api";
import type { PageProps } from "../../app";
import { errorWords } from "../../i18n/errors";
import { Bar, OfflineBar, toast } from "../../parts";
import { useAnswer } from "../../parts/answer";
import { AwaitedPage, Lone } from "../../parts/lone";
import { useTitle } from "../../parts/title";
import { path } from "../../router";
import { connectionOf, useConference } from "../../wire/connections";
import { DossierCard } from "./dossier_card";
import { EraseDialog } from "./erase_dialog";
import { Erased, type ErasedPerson } from "./erased";
import { Finder, type Results } from "./finder";
import type { Dossier } from "./held";
import { t } from "./words";
import "./person.css";

interface Me {
  readonly account: string | null;
}

export default function PersonPage({ route }: PageProps) {
  const me = useAnswer<Me>("/api/me");
  if (!me.value && !me.error) return <AwaitedPage>{t("loading")}</AwaitedPage>;
  if (!me.value?.account || route.grant !== "h0") return <Refused />;
  return <Finding conference={route.conference} grant={route.grant} />;
}

function Finding({ conference: id, grant }: { conference: string; grant: string }) {
  const connection = connectionOf(id, grant);
  const conference = useConference(connection);
  const base = `/api/c/${id}/${grant}/people`;
  const [results, setResults] = useState<Results | null>(null);
  const [dossier, setDossier] = useState<Dossier | null>(null);
  const [erased, setErased] = useState<ErasedPerson | null>(null);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const [who, setWho] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useTitle(t("page"), conference?.title);

  const asking = async <T,>(answer: Promise<T>, take: (told: T) => void) => {
    setBusy(true);
    await answer.then(take, (error: unknown) => toast(errorWords(error), "now"));
    setBusy(false);
  };
  const find = (who: string) => {
    setDossier(null);
    setErased(null);
    void asking(post<Results>(base, { who }), setResults);
  };
  const look = (person: number) => void asking(get<Dossier>(`${base}/${person}`), setDossier);
  const again = () => {
    setErased(null);
    input.current?.focus();
  };
  return (
    <>
      <Bar place={t("page")} conference={conference?.title} role={t("role")} connection={connection}>
        <a class="button person-back" href={path("control", id, grant)}>
          {t("control")}
        </a>
      </Bar>
      <OfflineBar connection={connection} />
      <main class="person-page">
        <Finder
          input={input}
          who={who}
          onType={setWho}
          results={results}
          chosen={dossier?.held.person ?? null}
          busy={busy}
          onFind={find}
          onChoose={look}
        />
        {erased && <Erased erased={erased} onAgain={again} />}
        {dossier && (
          <DossierCard
            key={dossier.held.person}
            dossier={dossier}
            copy={`${base}/${dossier.held.person}/copy.json`}
            onErase={() => setAsks(true)}
          />
        )}
      </main>
      {dossier && asks && (
        <EraseDialog
          dossier={dossier}
          erase={() => post<ErasedPerson>(`${base}/${dossier.held.person}/erase`, { sure: true })}
          onErased={(told) => {
            setWho("");
            setErased({ ...told, person: dossier.held.person });
            setAsks(false);
            setDossier(null);
            setResults(null);
          }}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}

function Refused() {
  useTitle(t("page"));
  return (
    <Lone title={t("refused")} home={t("signIn")}>
      {t("refusedHow")}
    </Lone>
  );
}
