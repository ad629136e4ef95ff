/** The sessions: which one the page shows, their states, and the steps that are not the bar's. */
import { date, time } from "../../i18n/formats";
import { Card, Chip } from "../../parts";
import { SessionChip } from "../../parts/states";
import { ConferenceState, type SessionRow, SessionState } from "../../tables/rows";
import { mayClose, type NextStep, nextStep } from "./next_step";
import { type StageFacts, StepButton } from "./step_button";
import { t } from "./words";

interface SessionsProps extends StageFacts {
  /** The session the page shows. */
  number: number;
  onShow: (session: number) => void;
}

export function Sessions({ number, onShow, ...facts }: SessionsProps) {
  const { conference } = facts;
  const next = nextStep(conference);
  const isOver = conference.state === ConferenceState.CLOSED;
  return (
    <Card class="control-sessions">
      <div class="control-title">
        <h2 class="heading">{t("sessions")}</h2>
        {mayClose(conference) && next.kind !== "closeConference" && (
          <StepButton {...facts} step={{ kind: "closeConference" }} short />
        )}
      </div>
      <ul>
        {conference.sessions.map((session) => (
          <li key={session.number} class="control-row" data-shown={session.number === number}>
            <button
              type="button"
              class="control-session"
              aria-pressed={session.number === number}
              onClick={() => onShow(session.number)}
            >
              <span class="control-session-head">
                <b>{session.name}</b>{" "}
                {isOver && session.state === SessionState.PLANNED ? (
                  <Chip>{t("notHeld")}</Chip>
                ) : (
                  <SessionChip state={session.state} />
                )}
              </span>
              <span class="soft small">{clock(session)}</span>
            </button>
            <StepButton
              {...facts}
              figures={session.number === number ? facts.figures : null}
              step={stepOf(session, next)}
              short
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What may be done with this session besides the step of the bar. */
function stepOf(session: SessionRow, next: NextStep): NextStep {
  if ((next.kind === "open" || next.kind === "close") && next.session.number === session.number)
    return { kind: "none" };
  if (next.kind === "none") return next;
  if (session.state === SessionState.PLANNED) return { kind: "open", session };
  if (session.state === SessionState.OPEN) return { kind: "close", session };
  return { kind: "none" };
}

function clock(session: SessionRow): string {
  const planned = `${date(session.startsMs)} · ${time(session.startsMs)}–${time(session.endsMs)}`;
  if (session.state === SessionState.CLOSED)
    return `${planned} · ${t("closed", { clock: time(session.closedMs) })}`;
  if (session.state === SessionState.OPEN)
    return `${planned} · ${t("opened", { clock: time(session.openedMs) })}`;
  return planned;
}
