/** The first page: sign in, then the list of conferences; `/?new` makes one. */
import { post } from "../../api";
import type { PageProps } from "../../app";
import { Button, Empty, LanguageSwitch } from "../../parts";
import { useAnswer } from "../../parts/answer";
import { go } from "../../router";
import { NewConference } from "../plan/new_conference";
import { ConferenceList } from "./conference_list";
import { SignIn } from "./sign_in";
import { t } from "./words";
import "./home.css";

export interface Me {
  /** The name of who is signed in here. */
  readonly account: string | null;
  readonly needs_setup: boolean;
}

export default function HomePage({ route }: PageProps) {
  const me = useAnswer<Me>("/api/me");
  if (!me.value) return <Doorstep error={me.error} again={me.again} />;
  if (!me.value.account) return <SignIn needsSetup={me.value.needs_setup} onSignedIn={me.again} />;
  if (route.query.has("new")) return <NewConference />;
  const leave = async () => {
    await post("/api/sign-out", {}).catch(() => null);
    go("/", true);
    me.again();
  };
  return <ConferenceList name={me.value.account} onLeave={leave} />;
}

function Doorstep({ error, again }: { error: unknown; again: () => void }) {
  if (!error) return <main class="home-door soft" aria-busy="true" />;
  return (
    <main class="home-door">
      <Empty title={t("noServer")} action={<Button onClick={again}>{t("again")}</Button>}>
        {t("noServerHow")}
      </Empty>
      <LanguageSwitch />
    </main>
  );
}
