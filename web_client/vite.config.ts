import { defineConfig } from "vitest/config";

/** `npm run dev` shows the pages against a server started with `diemcau up`; the build is what that server serves. */
export default defineConfig({
  base: "/",
  build: {
    outDir: "dist",
    target: "es2022",
    manifest: true,
    // The content security policy allows no data: addresses, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": process.env.SERVER ?? "http://127.0.0.1:8080",
      "/socket": { target: process.env.SERVER ?? "http://127.0.0.1:8080", ws: true },
    },
  },
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node" },
});
