import { defineConfig } from "vitest/config";

// Two journeys at a time, each with a server and up to three browsers of its own: they mostly wait.
export default defineConfig({
  test: {
    include: ["*.test.ts"],
    globalSetup: ["support/samples.ts"],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
