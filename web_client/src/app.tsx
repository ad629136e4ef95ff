/** The shell: enters links, loads the page of the address, says trouble in human words. */
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { post } from "./api";
import { errorWords } from "./i18n/errors";
import { Button, Empty, Toasts } from "./parts";
import { useFetched } from "./parts/fetched";
import { AwaitedPage, Lone } from "./parts/lone";
import { t } from "./parts/words";
import { address, type Enter, go, PAGES, type PageName, path, type Route } from "./router";
import { disconnect } from "./wire/connections";

export interface PageProps {
  readonly route: Route;
}

type PageModule = { default: ComponentType<PageProps> };
const modules = import.meta.glob<PageModule>("./pages/*/index.tsx");

type Load = () => Promise<ComponentType<PageProps>>;
const loads = Object.fromEntries(
  Object.entries(modules).map(([file, load]) => [file.split("/")[2], async () => (await load()).default]),
) as Readonly<Record<PageName, Load>>;

export function App() {
  const now = address.value;
  return (
    <Guard key={location.pathname}>
      {now.kind === "nowhere" && <Nowhere />}
      {now.kind === "enter" && <Entering key={now.link} enter={now} />}
      {now.kind === "page" && <Page key={now.route.page} route={now.route} />}
      <Toasts />
    </Guard>
  );
}

function Page({ route }: PageProps) {
  const page = useFetched(loads[route.page]);
  useEffect(() => {
    if (!route.grant) disconnect();
  }, [route.grant]);
  if (page.part) return <page.part key={`${route.conference}/${route.grant}`} route={route} />;
  if (page.isReplaced) return <Trouble title={t("trouble")}>{t("replaced")}</Trouble>;
  return page.isLate ? <Late again={page.again} /> : <AwaitedPage>{t("wait")}</AwaitedPage>;
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
  return error ? (
    <Trouble title={t("trouble")}>{errorWords(error)}</Trouble>
  ) : (
    <AwaitedPage>{t("wait")}</AwaitedPage>
  );
}

/** A wall and a screen have nobody to press "reload": they do so themselves, for ever. */
const WALL_AGAIN_MS = 15_000;
const UNATTENDED = /^\/screen\/|[?&]wall\b/;

/** Not before the server answers: a page that reloads while the network is away is gone. */
function useWallReload(): void {
  useEffect(() => {
    if (!UNATTENDED.test(location.pathname + location.search)) return;
    const look = () =>
      fetch("/", { cache: "no-store" }).then(
        ({ ok }) => ok && location.reload(),
        () => null,
      );
    const timer = setInterval(look, WALL_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
}

/** The page of the address is tried again by itself. */
function Late({ again }: { again: () => void }) {
  useWallReload();
  return (
    <Lone title={t("trouble")} action={<Button onClick={again}>{t("again")}</Button>}>
      {t("lateNext")}
    </Lone>
  );
}

/** What only a reload helps. */
function Trouble({ title, children }: { title: string; children: ComponentChildren }) {
  useWallReload();
  return (
    <Lone title={title} action={<Button onClick={() => location.reload()}>{t("reload")}</Button>}>
      {children}
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
