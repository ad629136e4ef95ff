/** For the administrator at six in the morning and in the middle of an evening: is everything well; if not, what to do next. */
import { useEffect, useRef } from "preact/hooks";
import { ApiError } from "../../api";
import { aheadMs, secondMs } from "../../clock";
import { errorWords } from "../../i18n/errors";
import { age, timeExact } from "../../i18n/formats";
import { Bar, Button } from "../../parts";
import { useAnswer } from "../../parts/answer";
import { AwaitedPage, Lone } from "../../parts/lone";
import { useTitle } from "../../parts/title";
import { Bridges } from "./bridges";
import { clockOff, STALE_MS, troublesOf } from "./freshness";
import { Journals } from "./journals";
import { Machine } from "./machine";
import { Nodes } from "./nodes";
import type { Picture } from "./picture";
import { Verdict } from "./verdict";
import { SignIns, Visitors } from "./visitors";
import { t } from "./words";
import "./operations.css";

const EVERY_MS = 2_000;

export default function OperationsPage() {
  useTitle(t("page"));
  const answer = useAnswer<Picture>("/api/operations", EVERY_MS);
  const { value: picture, error, heardMs } = answer;
  const newSinceMs = useFirstHeard(picture, heardMs);
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 401 || status === 403) return <Refused error={error} isSignedIn={status === 403} />;
  if (!picture && !error) return <AwaitedPage>{t("loading")}</AwaitedPage>;
  const isOffline = error !== null;
  const troubles = troublesOf(picture, newSinceMs, secondMs.value);
  const isOld = isOffline || secondMs.value - newSinceMs > STALE_MS;
  return (
    <>
      <Bar place={t("page")} role={t("role")}>
        {picture && <Age sinceMs={newSinceMs} isOld={isOld} />}
        <a class="button ops-home" href="/">
          {t("conferences")}
        </a>
      </Bar>
      {isOffline && <Offline picture={picture} newSinceMs={newSinceMs} again={answer.again} />}
      <main class="ops">
        <Verdict picture={picture} troubles={troubles} />
        {picture && <Cards picture={picture} newSinceMs={newSinceMs} isOld={isOld} />}
      </main>
    </>
  );
}

/** When the picture that is shown came first, by this computer's clock; the page's clock follows the server's. */
function useFirstHeard(picture: Picture | null, heardMs: number): number {
  const first = useRef({ asOfMs: 0, heardMs: Date.now() });
  if (picture && picture.as_of_ms !== first.current.asOfMs)
    first.current = { asOfMs: picture.as_of_ms, heardMs };
  const { asOfMs, heardMs: since } = first.current;
  useEffect(() => {
    if (asOfMs > 0) aheadMs.value = clockOff(asOfMs, since);
  }, [asOfMs, since]);
  return since;
}

function Cards({ picture, newSinceMs, isOld }: { picture: Picture; newSinceMs: number; isOld: boolean }) {
  const off = clockOff(picture.as_of_ms, newSinceMs);
  return (
    <div class="ops-grid" data-old={isOld}>
      <div class="ops-column">
        <Nodes nodes={picture.nodes} />
        <Bridges bridges={picture.bridges} />
        <Journals journals={picture.journals} more={picture.journals_more} />
      </div>
      <div class="ops-column">
        <Machine picture={picture} offMs={off} />
        <Visitors picture={picture} />
        <SignIns picture={picture} />
      </div>
    </div>
  );
}

function Age({ sinceMs, isOld }: { sinceMs: number; isOld: boolean }) {
  const said = age(Math.max(0, secondMs.value - sinceMs));
  return (
    <span class="link-state" data-live={!isOld}>
      {t(isOld ? "stale" : "fresh", { age: said })}
    </span>
  );
}

interface OfflineProps {
  picture: Picture | null;
  newSinceMs: number;
  again: () => void;
}

function Offline({ picture, newSinceMs, again }: OfflineProps) {
  return (
    <div class="offline small" role="status">
      <span aria-hidden="true">◆ </span>
      <span class="grow">
        <b>{t("offline")}</b>{" "}
        {picture && (
          <span aria-live="off">
            {t("offlineAge", {
              clock: timeExact(newSinceMs),
              age: age(Math.max(0, secondMs.value - newSinceMs)),
            })}
          </span>
        )}
      </span>
      <Button onClick={again}>{t("again")}</Button>
    </div>
  );
}

function Refused({ error, isSignedIn }: { error: unknown; isSignedIn: boolean }) {
  return (
    <Lone title={t("refused")} home={isSignedIn ? t("conferences") : t("signIn")}>
      {errorWords(error)}
    </Lone>
  );
}
