/** The shell: enters links, loads the page of the address, says trouble in human words. */
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { post } from "./api";
import { errorWords } from "./i18n/errors";
import { Button, Empty, Toasts } from "./parts";
import { Awaited, Lone } from "./parts/lone";
import { t } from "./parts/words";
import { address, type Enter, go, PAGES, type PageName, path, type Route } from "./router";
import { disconnect } from "./wire/connections";

export interface PageProps {
  readonly route: Route;
}

type PageModule = { default: ComponentType<PageProps> };
const modules = import.meta.glob<PageModule>("./pages/*/index.tsx");

export function App() {
  const now = address.value;
  return (
    <Guard key={location.pathname}>
      {now.kind === "nowhere" && <Nowhere />}
      {now.kind === "enter" && <Entering key={now.link} enter={now} />}
      {now.kind === "page" && <Page route={now.route} />}
      <Toasts />
    </Guard>
  );
}

function Page({ route }: PageProps) {
  const [shown, setShown] = useState<{ name: PageName; page: ComponentType<PageProps> } | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let wanted = true;
    const load = modules[`./pages/${route.page}/index.tsx`];
    load?.().then(
      (module) => wanted && setShown({ name: route.page, page: module.default }),
      (failure: unknown) => wanted && setError(failure),
    );
    return () => {
      wanted = false;
    };
  }, [route.page]);
  useEffect(() => {
    if (!route.grant) disconnect();
  }, [route.grant]);
  if (error) return <Trouble title={t("trouble")} error={error} />;
  if (shown?.name !== route.page) return <Awaited>{t("wait")}</Awaited>;
  return <shown.page key={`${route.conference}/${route.grant}`} route={route} />;
}

interface Entered {
  conference: string;
  grant: string;
  page: string;
}

/** Pages beside the one a grant is made for: the host's list of points, a room's screen. */
const mayOpen = (asked: PageName, grant: string): boolean =>
  (asked === "points" && grant.startsWith("h")) || (asked === "screen" && /^[how]/.test(grant));

/** Pressing a link twice, or both events of one changed address, is one entry: each would enrol a device. */
function Entering({ enter: { page: asked, link, search } }: { enter: Enter }) {
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    post<Entered>("/api/enter", { link }).then(({ conference, grant, page }) => {
      const role = PAGES.find((name) => name === page) ?? asked;
      go(path(mayOpen(asked, grant) ? asked : role, conference, grant, search), true);
    }, setError);
  }, [asked, link, search]);
  return error ? <Trouble title={t("trouble")} error={error} /> : <Awaited>{t("wait")}</Awaited>;
}

/** A wall has nobody to press "reload": it does so itself, for ever. */
const WALL_AGAIN_MS = 15_000;

export function Trouble({ title, error }: { title: string; error: unknown }) {
  useEffect(() => {
    if (!new URLSearchParams(location.search).has("wall")) return;
    const timer = setTimeout(() => location.reload(), WALL_AGAIN_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Lone title={title} action={<Button onClick={() => location.reload()}>{t("reload")}</Button>}>
      {errorWords(error)}
    </Lone>
  );
}

function Nowhere() {
  return (
    <Lone title={t("nowhere")} home={t("homeward")}>
      {t("nowhereNext")}
    </Lone>
  );
}

/** A fault in a page is said; it never leaves white paper. */
class Guard extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main class="lone">
        <Empty title={t("fault")} action={<Button onClick={() => location.reload()}>{t("reload")}</Button>}>
          {t("faultNext")}
        </Empty>
      </main>
    );
  }
}
