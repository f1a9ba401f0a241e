import { defineConfig } from "vitest/config";

// One journey at a time: each has a server and up to three browsers of its own.
export default defineConfig({
  test: {
    include: ["*.test.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
