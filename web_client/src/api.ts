/** The HTTP side of the server: JSON in, JSON out, errors as values with a stable code (words are in i18n/verdicts). */

export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** The server's code, or "OFFLINE" when nobody answered. */
    readonly code: string,
    readonly detail: Readonly<Record<string, unknown>>,
  ) {
    super(`${status} ${code}`);
  }
}

let sending = 0;

/** Something is on its way to the server that must not be cut off. */
export const isSending = (): boolean => sending > 0;

/** What `request` brings; until then it is one that sends something. */
export function sends<T>(request: Promise<T>): Promise<T> {
  sending += 1;
  return request.finally(() => {
    sending -= 1;
  });
}

export const get = <T>(path: string): Promise<T> => ask<T>(path, { method: "GET" });

/** `withinMs`: given up as OFFLINE after that; without it the browser's own patience counts. */
export const post = <T>(path: string, body: unknown, withinMs?: number): Promise<T> =>
  sends(
    ask<T>(path, {
      method: "POST",
      signal: withinMs === undefined ? null : AbortSignal.timeout(withinMs),
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

/** The bytes that `path` answers with. */
export async function getBytes(path: string): Promise<Uint8Array> {
  const answer = await fetched(path, { method: "GET" });
  if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  throw refused(answer, await answer.json().catch(() => null));
}

async function fetched(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...request, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new ApiError(0, "OFFLINE", {});
  }
}

async function ask<T>(path: string, request: RequestInit): Promise<T> {
  const answer = await fetched(path, request);
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body as T;
  throw refused(answer, body);
}

function refused(answer: Response, body: unknown): ApiError {
  const said = (body ?? {}) as { error?: unknown; detail?: unknown };
  const code = typeof said.error === "string" ? said.error : `HTTP_${answer.status}`;
  const detail = typeof said.detail === "object" && said.detail !== null ? said.detail : {};
  return new ApiError(answer.status, code, detail as Record<string, unknown>);
}
