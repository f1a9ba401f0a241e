import { afterEach, expect, it, vi } from "vitest";
import { api, call, CallError } from "./client";

afterEach(() => vi.unstubAllGlobals());

async function refusedWith(status: number, headers: Record<string, string>): Promise<CallError> {
  const problem = { title: "No", status, detail: "Later", code: "overloaded" };
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify(problem), { status, headers: { "Content-Type": "application/problem+json", ...headers } })),
  );
  const error: unknown = await call(api.GET("/api/work", { baseUrl: "http://localhost/" })).catch((reason: unknown) => reason);
  if (!(error instanceof CallError)) throw error;
  return error;
}

it("knows a busy server from one that can't be reached, and when to come again", async () => {
  expect(await refusedWith(503, { "Retry-After": "7" })).toMatchObject({ isBusy: true, isUnreachable: true, waitMs: 7_000 });
  expect(await refusedWith(429, { "Retry-After": "900" })).toMatchObject({ isBusy: true, waitMs: 60_000 });
  expect(await refusedWith(503, { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" })).toMatchObject({
    isBusy: false,
    isUnreachable: true,
    waitMs: 0,
  });
  expect(await refusedWith(502, {})).toMatchObject({ isBusy: false, isUnreachable: true });
  expect(await refusedWith(404, { "Retry-After": "7" })).toMatchObject({ isBusy: false, isUnreachable: false });
});
