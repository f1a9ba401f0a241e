import createClient, { type Middleware } from "openapi-fetch";
import { once } from "./once";
import type { Fault, paths, Problem } from "./types";

/** A call that didn't do what it was asked to: what happened, what to do, and every fault. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly faults: readonly Fault[];
  readonly traceId: string | undefined;
  /** Members of the problem document beyond the standard ones. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(problem: Partial<Problem> & { status: number }) {
    super(problem.title ?? "");
    this.name = "CallError";
    this.status = problem.status;
    this.code = problem.code ?? "";
    this.detail = problem.detail ?? "";
    this.faults = problem.faults ?? [];
    this.traceId = problem.traceId;
    this.extra = { ...problem };
  }

  /** The server wasn't reached, or couldn't answer for now: trying again can help. */
  get isUnreachable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const marked: Middleware = {
  onRequest({ request }) {
    // A header that no other site's form can send: protects the session cookie's writes.
    request.headers.set("X-Groundwork", "1");
    return request;
  },
};

async function send(request: Request): Promise<Response> {
  if (request.method !== "POST" || request.headers.has("Idempotency-Key")) return globalThis.fetch(request);
  return once(`${request.url} ${await request.clone().text()}`, (key) => {
    request.headers.set("Idempotency-Key", key);
    return globalThis.fetch(request);
  });
}

export const api = createClient<paths>({ baseUrl: "/", fetch: send });
api.use(marked);

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a call and returns what came back, or throws a `CallError`. */
export async function call<T>(reply: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await reply.catch(() => {
    throw new CallError({ status: 0, code: "unreachable" });
  });
  if (!response.ok) throw new CallError({ ...(typeof error === "object" ? error : {}), status: response.status });
  return data as T;
}
