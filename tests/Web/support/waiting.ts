import type { Page, Request } from "playwright-core";

const restMs = 500;

/** The stream of changes never ends, and a browser doesn't tell the page when a worker that pages share has its script. */
const counts = (request: Request) => request.resourceType() !== "eventsource" && !/\/live\.worker-[^/]*\.js$/.test(request.url());

/** Does something, and waits until the page has asked for nothing for a while. */
export async function untilQuiet(page: Page, act: () => Promise<unknown>, patienceMs = 20_000): Promise<void> {
  const open = new Map<Request, string>();
  let since = Date.now();
  const begun = (request: Request) => {
    if (!counts(request)) return;
    open.set(request, request.url());
    since = Date.now();
  };
  const ended = (request: Request) => {
    if (open.delete(request)) since = Date.now();
  };
  page.on("request", begun).on("requestfinished", ended).on("requestfailed", ended);
  try {
    await act();
    const until = Date.now() + patienceMs;
    while (open.size > 0 || Date.now() - since < restMs) {
      if (Date.now() > until) throw new Error(`The page never comes to rest: ${[...open.values()].join(", ") || "it asks again and again"}`);
      await page.waitForTimeout(50);
    }
  } finally {
    page.off("request", begun).off("requestfinished", ended).off("requestfailed", ended);
  }
}
