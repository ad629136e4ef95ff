/** Who waits for the floor: the server's order, the same on every page, with who has not spoken yet. */
import { count } from "../i18n/formats";
import type { HandRow } from "../tables/rows";
import { personOf } from "../wire/commands";
import { t } from "./words";
import "./talk.css";

interface HandsListProps {
  hands: readonly HandRow[];
  /** Hands that are up, those not listed included. */
  total: number;
  /** So many are listed; the others are counted. */
  most: number;
  /** The page's own place; "" for none. */
  place: string;
}

export function HandsList({ hands, total, most, place }: HandsListProps) {
  if (hands.length === 0) return null;
  const shown = hands.slice(0, most);
  const hidden = Math.max(total, hands.length) - shown.length;
  return (
    <section class="waiting-hands" aria-label={t("hands")}>
      <h3 class="small soft">
        {t("hands")} · {t("handsCount", { n: count(Math.max(total, hands.length)) })}
      </h3>
      <ol>
        {shown.map((hand) => (
          <li key={hand.key} data-ours={hand.place === place || undefined}>
            <span>{hand.place === place ? own(hand.name, place) : hand.name || t("someone")}</span>{" "}
            <span class="small soft">
              {hand.timesSpoken === 0 ? t("neverSpoke") : t("spoke", { n: count(hand.timesSpoken) })}
            </span>
          </li>
        ))}
      </ol>
      {hidden > 0 && <p class="small soft">{t("moreHands", { n: count(hidden) })}</p>}
    </section>
  );
}

/** "Hội trường A1 (phòng này)"; a person is told she herself. */
const own = (name: string, place: string) => (personOf(place) >= 0 ? t("you") : `${name} (${t("ours")})`);
