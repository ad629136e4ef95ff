/** Addresses: /<page>/<conference>/<grant>[/…][?…]; and links /<page>#<conference>.<grant>.<token>. */
import { signal } from "@preact/signals";

export const PAGES = [
  "home",
  "setup",
  "operations",
  "control",
  "points",
  "person",
  "desk",
  "board",
  "screen",
  "phone",
] as const;
export type PageName = (typeof PAGES)[number];

export interface Route {
  readonly page: PageName;
  readonly conference: string;
  readonly grant: string;
  /** What follows the grant: "/board/c/v0/17" -> ["17"]. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
  /** The fragment of an address that is not a link: the set-up code. */
  readonly fragment: string;
}

export type Address = { kind: "page"; route: Route } | Enter | { kind: "nowhere" };

export interface Enter {
  readonly kind: "enter";
  readonly page: PageName;
  /** "conference.grant.token", as /api/enter takes it. */
  readonly link: string;
  readonly search: string;
}

/** Every other page is of a conference, and a link may lead to it. */
const OF_THE_HOUSE: ReadonlySet<PageName> = new Set(["home", "setup", "operations"]);
/** A personal link has who it is for, and a second token, behind the conference's. */
const LINK = /^[0-9A-Za-z]+\.[a-z][0-9]+\.[0-9A-Za-z_-]+(\.[0-9]+\.[0-9A-Za-z_-]+)?$/;

/** What an address asks for. */
export function parse(url: URL): Address {
  const [first = "home", conference = "", grant = "", ...rest] = url.pathname.split("/").filter(Boolean);
  const page = PAGES.find((name) => name === first);
  if (!page || (first === "home" && url.pathname !== "/")) return { kind: "nowhere" };
  const fragment = url.hash.slice(1);
  if (!OF_THE_HOUSE.has(page)) {
    if (fragment !== "" && (LINK.test(fragment) || !conference))
      return { kind: "enter", page, link: fragment, search: url.search };
    if (!conference || !grant) return { kind: "nowhere" };
  }
  return { kind: "page", route: { page, conference, grant, rest, query: url.searchParams, fragment } };
}

/** The clean address of a page. */
export function path(page: PageName, conference: string, grant: string, search = ""): string {
  return page === "home" ? "/" : `/${page}/${conference}/${grant}${search}`;
}

export const address = signal<Address>({ kind: "nowhere" });

/** While this page sends what others see, leaving it would end that for all of them: links open beside it, and the browser
 * asks before it is closed. */
export const staying = signal(false);

const readAddress = () => {
  address.value = parse(new URL(location.href));
};

/** Shows another page of this app. */
export function go(to: string, replace = false): void {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  readAddress();
  scrollTo(0, 0);
}

/** Follows the address bar, and plain clicks on links to our own pages. */
export function startRouter(): void {
  readAddress();
  addEventListener("popstate", readAddress);
  addEventListener("hashchange", readAddress);
  addEventListener("beforeunload", (event) => {
    if (staying.peek()) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || !isOurs(link, event)) return;
    event.preventDefault();
    if (staying.peek()) open(link.href, "_blank", "noopener");
    else go(link.href);
  });
}

function isOurs(link: HTMLAnchorElement, event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute("download"))
    return false;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  const url = new URL(link.href);
  return url.origin === location.origin && parse(url).kind !== "nowhere";
}
