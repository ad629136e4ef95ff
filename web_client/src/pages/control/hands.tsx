/** Who has the floor, who is next, who waits: in the server's order, with who has not spoken yet. */
import { useEffect, useRef } from "preact/hooks";
import { serverNowMs } from "../../clock";
import { count, span } from "../../i18n/formats";
import { Button, Card, Chip, speakOut } from "../../parts";
import { clockOf } from "../../parts/counting";
import { useKeptFocus } from "../../parts/kept_focus";
import { type FloorRow, type HandRow, LinkState, readFloor, readHands } from "../../tables/rows";
import type { Table } from "../../tables/table";
import { cuePlace, giveFloor, NOBODY, releaseFloor } from "../../wire/commands";
import type { Connection } from "../../wire/socket";
import { useDeeds } from "./deeds";
import { t } from "./stage_words";

/** More are counted, not listed: nobody picks the two-hundredth by eye. */
const MOST_ROWS = 100;

/** Where the focus goes when its button is gone: to what is pressed next, the floor for who is next. */
const NEXT_STEP = '.hand[data-tone="next"] [data-tone="now"]:not(:disabled)';

interface HandsProps {
  connection: Connection;
  session: number;
  table: Table | null;
}

export function Hands({ connection, session, table }: HandsProps) {
  const deeds = useDeeds(connection);
  const floor = table ? readFloor(table) : null;
  const hands = table ? readHands(table) : [];
  useSayWhoIsOnAir(floor);
  useSayNewHands(hands, floor?.handCount);
  const box = useRef<HTMLDivElement>(null);
  useKeptFocus(box, ".hand", NEXT_STEP);
  const acts: Acts = {
    pending: deeds.pending,
    cue: (place) => deeds.submit(cuePlace(session, place)),
    give: (place) => deeds.submit(giveFloor(session, place)),
    release: (place) => deeds.submit(releaseFloor(session, place)),
  };
  const waiting = hands.filter((hand) => hand.place !== floor?.cue);
  const cued = hands.find((hand) => hand.place === floor?.cue);
  const unlisted = (floor?.handCount ?? 0) - hands.length + Math.max(0, waiting.length - MOST_ROWS);
  return (
    <Card class="hands">
      <div class="hands-all" ref={box} tabIndex={-1}>
        <div class="control-title">
          <h2 class="heading">
            {t("hands")} <span class="hands-order">· {t("handsOrder")}</span>
          </h2>
          <span class="small soft">{floor ? t("waitingHands", { n: count(floor.handCount) }) : "…"}</span>
        </div>
        {floor?.onAir && <OnAir floor={floor} acts={acts} />}
        {floor?.cue && <Cued floor={floor} hand={cued} acts={acts} />}
        {floor && hands.length === 0 && !floor.onAir && !floor.cue && (
          <div class="control-none">
            <b>{t("handsNone")}</b>
            <span class="soft small">{t("handsNoneHow")}</span>
          </div>
        )}
        <ol class="control-scroll" aria-label={t("hands")}>
          {waiting.slice(0, MOST_ROWS).map((hand) => (
            <Hand key={hand.key} hand={hand} turn={hands.indexOf(hand) + 1} acts={acts} />
          ))}
          {unlisted > 0 && <li class="hands-more small soft">{t("handsMore", { n: count(unlisted) })}</li>}
        </ol>
      </div>
    </Card>
  );
}

interface Acts {
  readonly pending: boolean;
  readonly cue: (place: string) => void;
  readonly give: (place: string) => void;
  readonly release: (place: string) => void;
}

const nameOf = (name: string) => name || t("someone");

function OnAir({ floor, acts }: { floor: FloorRow; acts: Acts }) {
  const name = nameOf(floor.onAirName);
  const left = Math.ceil((floor.graceUntilMs - serverNowMs()) / 1000);
  return (
    <div class="control-row hand" data-tone="now">
      <Chip tone="now">{t("onAir")}</Chip>
      <div class="control-said">
        <b>{name}</b>
        <span class="small soft">
          {floor.graceUntilMs > 0 && left > 0
            ? t("grace", { n: left })
            : t("speaking", { clock: clockOf(serverNowMs() - floor.sinceMs) })}
        </span>
      </div>
      <Button
        disabled={acts.pending}
        aria-label={t("releaseWho", { name })}
        onClick={() => acts.release(floor.onAir)}
      >
        {t("release")}
      </Button>
    </div>
  );
}

function Cued({ floor, hand, acts }: { floor: FloorRow; hand: HandRow | undefined; acts: Acts }) {
  const name = nameOf(floor.cueName);
  return (
    <div class="control-row hand" data-tone="next">
      <Chip tone="next">{t("cued")}</Chip>
      <div class="control-said">
        <b>{name}</b>
        {hand && <span class="small soft">{pastOf(hand)}</span>}
      </div>
      <span class="control-row-acts">
        <Button disabled={acts.pending} aria-label={t("uncueWho", { name })} onClick={() => acts.cue(NOBODY)}>
          {t("uncue")}
        </Button>
        <Button
          tone="now"
          disabled={acts.pending}
          aria-label={t("giveWho", { name })}
          onClick={() => acts.give(floor.cue)}
        >
          {t("give")}
        </Button>
      </span>
    </div>
  );
}

function Hand({ hand, turn, acts }: { hand: HandRow; turn: number; acts: Acts }) {
  const name = nameOf(hand.name);
  return (
    <li class="control-row hand" data-spoken={hand.timesSpoken > 0}>
      <span class="hand-turn soft">{count(turn)}</span>
      <div class="control-said">
        <b>{name}</b>
        <span class="small soft">{pastOf(hand)}</span>
      </div>
      <Button disabled={acts.pending} aria-label={t("cueWho", { name })} onClick={() => acts.cue(hand.place)}>
        {t("cue")}
      </Button>
    </li>
  );
}

/** How often and how long a place has spoken, and whether it can be heard at all. */
function pastOf({ timesSpoken, totalMs, link }: HandRow): string {
  const time = span(totalMs);
  const spoke =
    timesSpoken === 0
      ? t("neverSpoke")
      : timesSpoken === 1
        ? t("spokeFirst", { time })
        : t("spoke", { time, n: count(timesSpoken) });
  if (link === LinkState.SILENT) return `${spoke} · ${t("linkSilent")}`;
  if (link === LinkState.NEVER) return `${spoke} · ${t("linkNever")}`;
  return spoke;
}

/** A change of who is on air is read out, once. */
function useSayWhoIsOnAir(floor: FloorRow | null): void {
  const place = floor?.onAir;
  const before = useRef(place);
  useEffect(() => {
    if (place) speakOut(t("airAloud", { name: nameOf(floor?.onAirName ?? "") }));
    else if (before.current) speakOut(t("airOver"));
    before.current = place;
  }, [place]);
}

/** A new hand is read out with how many there are; many at once are read as one. */
function useSayNewHands(hands: readonly HandRow[], total: number | undefined): void {
  const newest = hands.at(-1);
  const before = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (total === undefined) return;
    const order = newest?.order ?? 0;
    if (before.current !== undefined && order > before.current && newest)
      speakOut(t("handAloud", { name: nameOf(newest.name), n: count(total) }));
    before.current = Math.max(order, before.current ?? 0);
  }, [newest?.order, total]);
}
