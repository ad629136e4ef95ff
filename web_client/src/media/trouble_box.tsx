/** What went wrong with picture, sound or devices, in words, with the next step and the button that takes it. */
import { Button } from "../parts";
import type { MediaSession } from "./session";
import type { Trouble } from "./trouble";
import { t, troubleWords } from "./words";

interface TroubleBoxProps {
  trouble: Trouble | null;
  code?: string;
  onAgain?: (() => void) | undefined;
}

export function TroubleBox({ trouble, code = "", onAgain }: TroubleBoxProps) {
  if (!trouble) return null;
  const [what, next] = troubleWords(trouble, code);
  return (
    <div class="media-trouble small" role="alert">
      <p>
        <b>
          <span aria-hidden="true">◆ </span>
          {what}
        </b>{" "}
        {next}
      </p>
      {onAgain && <Button onClick={onAgain}>{t("again")}</Button>}
    </div>
  );
}

/** The trouble of the way to the bridge. */
export function PathTrouble({ session }: { session: MediaSession }) {
  const { trouble, code } = session.state.value;
  return <TroubleBox trouble={trouble} code={code} onAgain={() => session.hurry()} />;
}
