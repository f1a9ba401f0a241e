import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { pageRoutes } from "./routes.plugin.ts";

export default defineConfig({
  plugins: [pageRoutes(), react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": process.env["GROUNDWORK_API"] ?? "http://127.0.0.1:8080" } },
  build: {
    target: ["chrome123", "firefox120", "safari17.5"],
    // The content policy allows no data: fonts, and a file is cached better than an inlined copy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  // No test says how fast something is, and the machine may compile beside them.
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"], testTimeout: 60_000 },
});
