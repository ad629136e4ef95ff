/** How figures are counted and of which session: links, so that a choice has an address and survives a reload. */
import { path, type Route } from "../../router";
import type { ConferenceRow, SessionRow } from "../../tables/rows";
import type { Roll } from "./index";
import { t } from "./words";

/** The address of this board with other choices; `nodes` below the grant's own, those shown now if left out. */
export function addressOf(
  route: Route,
  change: Readonly<Record<string, string | null>>,
  nodes: readonly (number | string)[] = route.rest,
): string {
  const query = new URLSearchParams(route.query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const below = nodes.map((node) => `/${node}`).join("");
  const search = query.toString().replace(/=(?=&|$)/g, "");
  return `${path("board", route.conference, route.grant)}${below}${search ? `?${search}` : ""}`;
}

interface ChoicesProps {
  conference: ConferenceRow;
  route: Route;
  session: SessionRow | null;
  roll: Roll;
}

export function Choices({ conference, route, session, roll }: ChoicesProps) {
  return (
    <div class="board-choices">
      {conference.sessions.length > 1 && (
        <nav class="board-choice" aria-label={t("session")}>
          {conference.sessions.map(({ number, name }) => (
            <Choice
              key={number}
              href={addressOf(route, { session: String(number) })}
              chosen={number === session?.number}
              label={name}
            />
          ))}
        </nav>
      )}
      <nav class="board-choice" aria-label={t("roll")}>
        <Choice href={addressOf(route, { by: null })} chosen={roll === "place"} label={t("byPlace")} />
        <Choice
          href={addressOf(route, { by: "belonging" })}
          chosen={roll === "belonging"}
          label={t("byBelonging")}
        />
      </nav>
    </div>
  );
}

function Choice({ href, chosen, label }: { href: string; chosen: boolean; label: string }) {
  return (
    <a href={href} aria-current={chosen ? "true" : undefined}>
      {label}
    </a>
  );
}
