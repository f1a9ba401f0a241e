import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { onTestFailed } from "vitest";

const pictures = join(import.meta.dirname, "../../../artifacts/test/journeys");

/** Flags that keep Chromium from calling home, so that a journey sees only this project's server. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function openBrowser(flags: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...quiet, ...flags] });
}

export interface Person {
  context: BrowserContext;
  page: Page;
}

/** Somebody with a browser of their own. Whatever the page throws or logs as an error fails the journey, and so does a request to another host. */
export async function person(
  browser: Browser,
  faults: string[],
  options: Parameters<Browser["newContext"]>[0] = {},
  hosts: string[] = ["127.0.0.1", "localhost"],
): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  // What everybody saw when a journey failed.
  onTestFailed(async ({ task }) => {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${task.id}-${context.browser()?.contexts().indexOf(context) ?? 0}.png`) }).catch(() => undefined);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const host = new URL(request.url()).hostname;
    if (host !== "" && !hosts.includes(host)) faults.push(`${page.url()} asked ${request.url()}`);
  });
  return { context, page };
}

/** Kills a tab as the system does when memory runs out: nothing in it has a last word. */
export async function crash(page: Page): Promise<void> {
  const gone = page.waitForEvent("crash");
  const tab = await page.context().newCDPSession(page);
  void tab.send("Page.crash").catch(() => undefined);
  await gone;
  await page.close();
}
