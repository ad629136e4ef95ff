/** Sends one file and says how far it is: fetch cannot, XMLHttpRequest can. Errors are those of api.ts. */
import { ApiError, sends } from "../api";

/** Resolves with the server's JSON; `onShare` hears 0…1 while the file goes out. `fields` go before the file. */
export function sendFile<T>(
  path: string,
  file: File,
  onShare: (share: number) => void,
  fields: Readonly<Record<string, string>> = {},
): Promise<T> {
  const sent = new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total);
    request.upload.onload = () => onShare(1);
    request.onerror = request.onabort = () => reject(new ApiError(0, "OFFLINE", {}));
    request.onload = () => {
      const body = readJson(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(refused(request.status, body));
    };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", file);
    request.send(form);
  });
  return sends(sent);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refused(status: number, body: unknown): ApiError {
  const said = (body ?? {}) as { error?: string; detail?: Record<string, unknown> };
  return new ApiError(status, said.error ?? `HTTP_${status}`, said.detail ?? {});
}
