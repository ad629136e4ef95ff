/** What the server answers to an uploaded roster (server/edge/rosters.py), good or with mistakes. */
import { ApiError } from "../../api";

export interface Counts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface CellError {
  readonly sheet: string;
  readonly cell: string;
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

export interface SampleRow {
  readonly code: string;
  readonly name: string;
  readonly post: string;
  readonly unit: string;
  readonly point: string;
}

export interface RosterPreview {
  /** The name to commit it by; null when it has mistakes. */
  readonly upload: string | null;
  readonly units: Counts;
  readonly points: Counts;
  readonly people: Counts;
  readonly errors: readonly CellError[];
  readonly more_errors: number;
  readonly notices: readonly { readonly code: string; readonly vi: string; readonly en: string }[];
  readonly sample: readonly SampleRow[];
}

/** A file with mistakes is refused with 422, and the refusal holds the same preview; null for any other error. */
export function previewIn(error: unknown): RosterPreview | null {
  if (!(error instanceof ApiError) || error.status !== 422) return null;
  const detail = error.detail as Partial<RosterPreview>;
  return Array.isArray(detail.errors) ? (detail as RosterPreview) : null;
}

export const total = (counts: Counts): number => counts.new + counts.changed + counts.unchanged;

/** Nothing in the file is new: committing it would change nothing. */
export const changesNothing = ({ units, points, people }: RosterPreview): boolean =>
  [units, points, people].every((counts) => counts.new + counts.changed === 0);
