/** What became of a deed, in words a person would use: the newest under the search, and earlier ones that went wrong. */
import { date, timeExact } from "../../i18n/formats";
import { Verdict, verdictWords } from "../../i18n/verdicts";
import { Button, Card, Chip, type Tone } from "../../parts";
import type { Outcome } from "../../wire/frames";
import type { Deed, DeedKind } from "./deeds";
import { t } from "./words";

const DONE: Readonly<
  Record<
    DeedKind,
    "doneIn" | "doneOut" | "doneUndo" | "doneExcuse" | "doneWithdraw" | "doneWalkIn" | "doneHeadCount"
  >
> = {
  in: "doneIn",
  out: "doneOut",
  undo: "doneUndo",
  excuse: "doneExcuse",
  withdraw: "doneWithdraw",
  walkIn: "doneWalkIn",
  headCount: "doneHeadCount",
};

interface Told {
  readonly tone: Tone;
  readonly chip: string;
  readonly detail: string;
}

/** The words for a deed as it stands; `live` says whether the link is. */
export function toldOf(deed: Deed, live: boolean): Told {
  const detail = [deed.about, timeExact(deed.atMs)].filter(Boolean).join(" · ");
  if (deed.outcome === null) return { tone: "next", chip: live ? t("sending") : t("queued"), detail };
  const { verdict } = deed.outcome;
  if (deed.stage === "refused") return { tone: "now", chip: t("refused"), detail: verdictWords(verdict) };
  if (verdict === Verdict.ALREADY_PRESENT)
    return { tone: "here", chip: t("already"), detail: firstWords(deed.outcome) };
  if (verdict === Verdict.PRESENT_ELSEWHERE)
    return { tone: "next", chip: t("conflict"), detail: elsewhereWords(deed.outcome) };
  if (verdict === Verdict.PARKED)
    return { tone: "next", chip: t(DONE[deed.kind]), detail: verdictWords(verdict) };
  const tone = deed.kind === "in" || deed.kind === "walkIn" ? "here" : "plain";
  return { tone, chip: t(DONE[deed.kind]), detail };
}

function firstWords({ first, verdict }: Outcome): string {
  if (!first) return verdictWords(verdict);
  return t("alreadyFirst", {
    time: timeExact(first.atMs),
    date: date(first.atMs),
    place: first.place,
    device: first.device || t("organisers"),
  });
}

function elsewhereWords({ first, verdict }: Outcome): string {
  if (!first) return verdictWords(verdict);
  return t("elsewhereFirst", {
    time: timeExact(first.atMs),
    place: first.place,
    device: first.device || t("organisers"),
  });
}

interface SaidProps {
  deed: Deed;
  live: boolean;
  onUndo?: (() => void) | undefined;
  onPutAway?: (() => void) | undefined;
}

export function Said({ deed, live, onUndo, onPutAway }: SaidProps) {
  const { tone, chip, detail } = toldOf(deed, live);
  return (
    <Card class="said">
      <div class="said-in" data-tone={tone}>
        <Chip tone={tone}>{chip}</Chip>
        <p class="said-words">
          <b>{deed.name || t("erased")}</b> <span class="soft small">{detail}</span>
        </p>
        {onUndo && <Button onClick={onUndo}>{t("undo")}</Button>}
        {onPutAway && <Button onClick={onPutAway}>{t("close")}</Button>}
      </div>
    </Card>
  );
}
