/**
 * What this desk has asked for: each deed is pending at once, then done or refused when its outcome comes, however
 * late. One instance per desk and session; it lives as long as the page.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { aheadMs } from "../../clock";
import { isRefusal, Verdict } from "../../i18n/verdicts";
import { type RosterRow, Status } from "../../tables/rows";
import * as commands from "../../wire/commands";
import type { Outcome } from "../../wire/frames";
import type { Connection } from "../../wire/socket";

export type DeedKind = "in" | "out" | "undo" | "excuse" | "withdraw" | "walkIn" | "headCount";

export interface Deed {
  readonly id: Uint8Array;
  readonly kind: DeedKind;
  /** -1 when it is about nobody on the roster. */
  readonly person: number;
  readonly name: string;
  /** Post or other words beside the name. */
  readonly about: string;
  /** When it was done, on the server's clock. */
  readonly atMs: number;
  /** The person's row when it was done. */
  readonly before: RosterRow | null;
  readonly stage: "pending" | "done" | "refused";
  readonly outcome: Outcome | null;
}

/** What is to be taken back: one command, and whom it was about. */
export type Undone = Omit<Subject, "kind"> & { readonly command: Uint8Array; readonly what: DeedKind };

type Subject = Pick<Deed, "kind" | "person" | "name" | "about" | "before">;

/** Outcomes a person must be told of beyond "done". */
export const needsWords = (deed: Deed): boolean =>
  deed.stage === "refused" ||
  deed.outcome?.verdict === Verdict.ALREADY_PRESENT ||
  deed.outcome?.verdict === Verdict.PRESENT_ELSEWHERE;

export class Deeds {
  private readonly latest = signal<Deed | null>(null);
  private readonly people = signal<ReadonlyMap<number, Deed>>(new Map());
  private readonly told = signal<readonly Deed[]>([]);

  constructor(
    private readonly connection: Connection,
    readonly session: number,
    readonly point: number,
    /** Hears of every outcome, and of what has to wait for the link: the page reads it out. */
    private readonly heard: (deed: Deed) => void,
  ) {}

  /** The newest deed: what the page says under the search. */
  get last(): ReadonlySignal<Deed | null> {
    return this.latest;
  }

  /** Where the desk's requests go. */
  get base(): string {
    return `/api/c/${this.connection.conference}/${this.connection.grant}`;
  }

  /** The newest deed of each person. */
  get byPerson(): ReadonlySignal<ReadonlyMap<number, Deed>> {
    return this.people;
  }

  /** Earlier deeds whose outcome was not the plain one: kept until they are put away. */
  get notices(): ReadonlySignal<readonly Deed[]> {
    return this.told;
  }

  /** `row` is always the server's own, never one with a deed laid over it. */
  checkIn(row: RosterRow): void {
    this.ask(commands.checkIn(this.session, row.person, this.point), about("in", row));
  }

  checkOut(row: RosterRow): void {
    this.ask(commands.checkOut(this.session, row.person, this.point), about("out", row));
  }

  excuse(row: RosterRow, reason: string): void {
    this.ask(commands.excuse(this.session, row.person, reason), about("excuse", row));
  }

  /** Takes back that the person is excused. */
  withdraw(row: RosterRow, reason: string): void {
    this.ask(commands.excuse(this.session, row.person, reason, true), about("withdraw", row));
  }

  undo(undone: Undone, reason: string): void {
    this.ask(commands.undo(undone.command, reason), { ...undone, kind: "undo" });
  }

  addWalkIn(name: string, post: string, unit: string): void {
    const ask = commands.addWalkIn(this.session, this.point, name, post, unit);
    const words = [post, unit].filter(Boolean).join(" · ");
    this.ask(ask, { kind: "walkIn", person: -1, name, about: words, before: null });
  }

  /** `words` is how the page says it: "86 people". */
  reportHeadCount(count: number, words: string): void {
    const ask = commands.reportHeadCount(this.session, this.point, count);
    this.ask(ask, { kind: "headCount", person: -1, name: words, about: "", before: null });
  }

  putAway(deed: Deed): void {
    this.told.value = this.told.value.filter((one) => one.id !== deed.id);
    if (this.latest.value?.id === deed.id) this.latest.value = null;
  }

  /** These people were erased: what was done stays said, of nobody by name. Whether any name went. */
  forget(erased: ReadonlySet<number>): boolean {
    const isHers = (deed: Deed) => deed.name !== "" && erased.has(personOf(deed));
    const all = [this.latest.peek(), ...this.people.peek().values(), ...this.told.peek()];
    if (!all.some((deed) => deed && isHers(deed))) return false;
    const without = <D extends Deed | null>(deed: D) => (deed && isHers(deed) ? nameless(deed) : deed) as D;
    this.latest.value = without(this.latest.peek());
    this.people.value = new Map([...this.people.peek()].map(([person, deed]) => [person, without(deed)]));
    this.told.value = this.told.peek().map(without);
    return true;
  }

  private ask(ask: commands.Ask, subject: Subject): void {
    const id = this.connection.newId();
    const atMs = Date.now() + aheadMs.peek();
    const deed: Deed = { ...subject, id, atMs, stage: "pending", outcome: null };
    const previous = this.latest.peek();
    if (previous && previous.stage !== "pending" && needsWords(previous)) this.keep(previous);
    this.show(deed);
    this.latest.value = deed;
    if (!this.connection.link.peek().live) this.heard(deed);
    void this.connection.submit(ask, id).then((outcome) => this.settle(deed, outcome));
  }

  private settle(deed: Deed, outcome: Outcome): void {
    const stage = isRefusal(outcome.verdict) ? "refused" : "done";
    const settled: Deed = { ...deed, stage, outcome };
    if (this.people.peek().get(deed.person)?.id === deed.id) this.show(settled);
    if (this.latest.peek()?.id === deed.id) this.latest.value = settled;
    else if (needsWords(settled)) this.keep(settled);
    this.heard(settled);
  }

  private show(deed: Deed): void {
    if (deed.person >= 0) this.people.value = new Map(this.people.peek()).set(deed.person, deed);
  }

  /** A refusal stays until it was seen; that somebody was there already needs no more than its moment. */
  private keep(deed: Deed): void {
    if (deed.outcome?.verdict !== Verdict.ALREADY_PRESENT)
      this.told.value = [...this.told.value.filter((one) => one.id !== deed.id), deed];
  }
}

/** Whom a deed is about; of a walk-in the server says it. */
const personOf = (deed: Deed): number => (deed.person >= 0 ? deed.person : (deed.outcome?.person ?? -1));

const nameless = (deed: Deed): Deed => ({
  ...deed,
  name: "",
  about: "",
  before: deed.before && { ...deed.before, name: "", code: "", post: "" },
});

/** The person's last record, if it can be taken back here. */
export function undoneOf(row: RosterRow, server: RosterRow): Undone | null {
  if (!row.lastCommand) return null;
  const what = row.status === Status.LEFT ? "out" : row.isWalkIn ? "walkIn" : "in";
  return { ...about(what, row), before: server, command: row.lastCommand, what };
}

function about(kind: DeedKind, row: RosterRow): Subject {
  const words = [row.post, row.unit].filter(Boolean).join(" · ");
  return { kind, person: row.person, name: row.name, about: words, before: row };
}
