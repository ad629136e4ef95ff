/** What GET /api/operations answers (server/edge/picture.py). Times are milliseconds since the epoch, by the server's clock. */

export interface Trouble {
  readonly code: string;
  readonly level: "now" | "next";
  readonly about: string;
  readonly since_ms: number;
  readonly n: number;
}

export interface NodeSeen {
  readonly run: string;
  readonly name: string;
  readonly since_ms: number;
  readonly told_ms: number;
  readonly version: string;
  readonly engine: string;
  readonly sockets: number;
  readonly lag_p50_ms: number;
  readonly lag_p99_ms: number;
  readonly not_ready: readonly string[];
  readonly draining: boolean;
  readonly is_here: boolean;
}

export interface BridgeTold {
  readonly rooms: number;
  readonly peers: number;
  readonly packets_sent: number;
  readonly packets_dropped: number;
  readonly dropped_share: number;
  readonly repeats_asked: number;
  readonly repeats_sent: number;
  readonly cpu_permille: number;
  readonly memory_bytes: number;
  readonly version: string;
  readonly addresses: readonly string[];
}

export interface BridgeSeen {
  readonly id: string;
  readonly name: string;
  readonly node: string;
  readonly since_ms: number | null;
  readonly told: BridgeTold | null;
}

export interface JournalSeen {
  readonly id: string;
  readonly title: string;
  readonly phase: number | null;
  readonly is_open: boolean;
  readonly engine: string;
  readonly entries: number;
  readonly behind: number;
  readonly size_bytes: number;
  readonly last_append_ms: number | null;
  readonly commits: number;
  readonly commit_p50_ms: number | null;
  readonly commit_p99_ms: number | null;
  readonly snapshot_ms: number | null;
  readonly snapshot_behind: number;
  readonly points: number;
  readonly points_linked: number;
  readonly points_silent: number;
}

/** [when, what, which network] */
export type Happening = readonly [number, string, string];

export interface Picture {
  readonly as_of_ms: number;
  readonly troubles: readonly Trouble[];
  readonly nodes: readonly NodeSeen[];
  readonly bridges: readonly BridgeSeen[];
  readonly journals: readonly JournalSeen[];
  readonly journals_more: number;
  readonly sockets: {
    readonly open: number;
    readonly most: number;
    readonly behind: number;
    readonly closed_slow: number;
    readonly closed_slow_lately: number;
    readonly closed_slow_ms: number | null;
  };
  readonly sign_ins: {
    readonly failed_by_hour: readonly number[];
    readonly failed_lately: number;
    readonly last: readonly Happening[];
    readonly networks: readonly { network: string; times: number; last_ms: number }[];
  };
  readonly limits: readonly { name: string; hits: number; last_ms: number | null }[];
  readonly disk: { readonly free_bytes: number | null; readonly size_bytes: number | null };
  readonly clock: {
    readonly now_ms: number;
    readonly moved_ms: number;
    readonly moved_at_ms: number | null;
  };
  readonly incidents: { readonly lately: number; readonly last: readonly Happening[] };
}
