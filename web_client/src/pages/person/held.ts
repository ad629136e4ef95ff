/** What the server holds about one person (server/edge/dossiers.py), and the figures an erasure is confirmed with. Pure. */

export interface Found {
  readonly person: number;
  readonly code: string;
  readonly name: string;
  readonly post: string;
  readonly unit: string;
  readonly point: string;
}

export interface Evidence {
  readonly session: string;
  readonly what: "check_in" | "check_out" | "walk_in";
  readonly point: string;
  /** ISO 8601 with the conference's offset, as all times here. */
  readonly at: string;
  readonly device: string;
  readonly undone: boolean;
  readonly undo_reasons: readonly (readonly string[])[];
}

export interface Note {
  readonly session: string;
  readonly what: "excused" | "exempt";
  readonly withdrawn: boolean;
  readonly at: string;
  readonly reason: readonly string[] | null;
  readonly undo_reasons: readonly (readonly string[])[];
}

export interface Asked {
  readonly session: string;
  readonly at: string;
  readonly text: string;
  readonly answer: string;
}

export interface PhoneLinked {
  readonly session: string;
  readonly at: string;
  readonly device: string;
  /** Version of the notice that was accepted; 0: none was asked about. */
  readonly notice: number;
}

export interface OnlineWord {
  readonly session: string;
  readonly at: string;
  readonly joined: boolean;
}

export interface Held {
  readonly person: number;
  /** Null: erased. */
  readonly text: Readonly<Record<"code" | "name" | "post" | "phone", string>> | null;
  readonly unit: readonly string[] | null;
  readonly summoned_to: readonly string[] | null;
  readonly evidence: readonly Evidence[];
  readonly notes: readonly Note[];
  readonly questions: readonly Asked[];
  readonly phones: readonly PhoneLinked[];
  readonly online: readonly OnlineWord[];
}

export interface Point {
  readonly code: string;
  readonly name: string;
}

export interface Dossier {
  readonly held: Held;
  /** Texts an erasure takes. */
  readonly texts: number;
  /** Points whose contact holds the name. */
  readonly points: readonly Point[];
}

export interface Going {
  /** Code, name, post, telephone. */
  readonly own: number;
  readonly questions: number;
  readonly answers: number;
  /** For absence, exemption, and for taking something back. */
  readonly reasons: number;
  /** What was refused or replaced, or was staged and never took effect. */
  readonly others: number;
}

/** The texts that go, by kind; together they are `texts`. */
export function goingOf({ held, texts }: Dossier): Going {
  const own = held.text ? 1 : 0;
  const questions = held.questions.filter(({ text }) => text !== "").length;
  const answers = held.questions.filter(({ answer }) => answer !== "").length;
  const undone = [...held.evidence, ...held.notes].reduce((sum, one) => sum + one.undo_reasons.length, 0);
  const reasons = undone + held.notes.filter(({ reason }) => reason?.some(Boolean)).length;
  return {
    own,
    questions,
    answers,
    reasons,
    others: Math.max(0, texts - own - questions - answers - reasons),
  };
}

/** How somebody is called where the name has left. */
export const nameOf = (held: Held): string => held.text?.name ?? "";

export const millis = (iso: string): number => Date.parse(iso);
