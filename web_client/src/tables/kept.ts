/** Columns of the topics about personal data: how long it is kept, and who listed it (server/core/rows.py). */
import type { Row } from "../wire/frames";

export interface PrivacyRow {
  readonly keepDays: number;
  readonly dueMs: number;
  readonly announcedMs: number;
  readonly begunMs: number;
  readonly endedMs: number;
  readonly texts: number;
  readonly version: number;
  readonly organisation: string;
  readonly purpose: string;
  readonly contact: string;
  readonly figures: Leaving;
}

/** What the erasure takes. */
export interface Leaving {
  readonly people: number;
  readonly walkIns: number;
  readonly questions: number;
  readonly reasons: number;
  readonly contacts: number;
  readonly papers: number;
}

export function readPrivacy(row: Row): PrivacyRow {
  const [
    ,
    keepDays,
    dueMs,
    announcedMs,
    begunMs,
    endedMs,
    texts,
    version,
    organisation,
    purpose,
    contact,
    taken,
  ] = row as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    string,
    string,
    string,
    number[],
  ];
  const [people = 0, walkIns = 0, questions = 0, reasons = 0, contacts = 0, papers = 0] = taken;
  const figures = { people, walkIns, questions, reasons, contacts, papers };
  const when = { keepDays, dueMs, announcedMs, begunMs, endedMs };
  return { ...when, texts, version, organisation, purpose, contact, figures };
}

/** What was listed (server/core/choices.py, Listing). */
export const Listing = {
  PERSON_REPORT: 0,
  CONTACTS: 1,
  LINKS: 2,
  PERSONAL_LINK: 3,
  ROSTER: 4,
  QUESTION_LOG: 5,
  PERSON_EXPORT: 6,
  PERSON_ERASED: 7,
} as const;

export interface ListingRow {
  readonly seq: number;
  readonly atMs: number;
  readonly what: number;
  readonly count: number;
  readonly node: number;
  readonly nodeName: string;
  readonly grant: string;
  readonly device: string;
  /** -1: a device of a link; -2: the command line on the server. */
  readonly account: number;
  readonly refused: boolean;
}

export function readListing(row: Row): ListingRow {
  const [seq, atMs, what, count, node, nodeName, grant, device, account, refused] = row as unknown as [
    number,
    number,
    number,
    number,
    number,
    string,
    string,
    string,
    number,
    boolean,
  ];
  return { seq, atMs, what, count, node, nodeName, grant, device, account, refused };
}
