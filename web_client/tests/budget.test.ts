import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { beforeAll, describe, expect, it, vi } from "vitest";

/** A viewer on a slow line waits for this before the first figure (research: viewer first load). */
const BOARD_BYTES = 40 * 1024;

const root = fileURLToPath(new URL("..", import.meta.url));
let chunks: Map<string, Rollup.OutputChunk>;

beforeAll(async () => {
  // What is served: under vitest's own NODE_ENV libraries would bring what they keep for tests.
  vi.stubEnv("NODE_ENV", "production");
  const built = (await build({ root, logLevel: "silent", build: { write: false } }).finally(() =>
    vi.unstubAllEnvs(),
  )) as Rollup.RollupOutput;
  chunks = new Map(
    built.output.filter((out) => out.type === "chunk").map((chunk) => [chunk.fileName, chunk]),
  );
}, 60_000);

function firstLoad(page: string): Set<string> {
  const needed = new Set<string>();
  const need = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const other of chunks.get(name)?.imports ?? []) need(other);
  };
  for (const chunk of chunks.values())
    if (chunk.isEntry || chunk.facadeModuleId?.endsWith(`/pages/${page}/index.tsx`)) need(chunk.fileName);
  return needed;
}

describe("what a browser must fetch first", () => {
  it("is at most 40 KB of gzipped script for the board", () => {
    const needed = firstLoad("board");
    expect(needed.size).toBeGreaterThan(1);
    const bytes = [...needed].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? "").length, 0);
    expect(bytes).toBeLessThanOrEqual(BOARD_BYTES);
  });

  it("holds no page but its own", () => {
    const modules = [...firstLoad("board")].flatMap((name) => chunks.get(name)?.moduleIds ?? []);
    expect(modules.filter((id) => /\/src\/pages\/(?!board\/)/.test(id))).toEqual([]);
  });
});
