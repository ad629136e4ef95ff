/** The top of the page: the state of the conference, the way to the other pages, the one step that comes next. */
import { serverNowMs } from "../../clock";
import { time } from "../../i18n/formats";
import { LanguageSwitch, LinkState } from "../../parts";
import { useAnswer } from "../../parts/answer";
import type { Connection } from "../../wire/socket";
import { nextStep } from "./next_step";
import { type StageFacts, StepButton } from "./step_button";
import { t } from "./words";

interface LifeBarProps extends StageFacts {
  connection: Connection;
  pointsPath: string;
  boardPath: string;
  screenPath: string;
}

const STATES = ["states0", "states1", "states2", "states3"] as const;

export function LifeBar({ connection, pointsPath, boardPath, screenPath, ...facts }: LifeBarProps) {
  const { conference } = facts;
  const me = useAnswer<{ account: string | null }>("/api/me");
  const step = nextStep(conference);
  return (
    <header class="bar control-bar">
      <b class="control-state" data-state={conference.state}>
        {t(STATES[conference.state] ?? "states0")}
      </b>
      <div class="bar-where">
        <h1 class="bar-place">{conference.title}</h1>
        <span class="soft small control-role">
          {t("page")}
          {me.value?.account && (
            <>
              {" · "}
              <a href="/">{t("allConferences")}</a>
            </>
          )}
        </span>
      </div>
      <div class="bar-side small">
        <LinkState connection={connection} />
        <span class="soft bar-clock">{time(serverNowMs())}</span>
        <LanguageSwitch />
      </div>
      <nav class="control-nav" aria-label={t("pages")}>
        <a class="button" href={pointsPath}>
          {t("points")}
        </a>
        <a class="button" href={boardPath}>
          {t("board")}
        </a>
        <a class="button" href={screenPath} target="_blank" rel="noopener">
          {t("screen")}
        </a>
        <StepButton {...facts} step={step} tone={step.kind === "open" ? "primary" : "plain"} />
      </nav>
    </header>
  );
}
