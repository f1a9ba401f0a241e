import { expect } from "vitest";
import type { Page, Response } from "playwright-core";

/** The text of the task on the screen, or null when nothing is left. */
export async function shownText(page: Page): Promise<string | null> {
  const text = page.getByRole("region", { name: "Text to answer about" }).locator("article p").first();
  const nothing = page.getByText("Nothing left for you", { exact: false });
  await text.or(nothing).first().waitFor();
  return (await nothing.isVisible()) ? null : ((await text.textContent()) ?? "");
}

/** Waits until another task than this one is on the screen. */
export async function nextText(page: Page, before: string | null): Promise<string | null> {
  await expect.poll(() => shownText(page), { timeout: 15_000 }).not.toBe(before);
  return shownText(page);
}

/** Opens a task from the page that leads to it, and waits until the next one is loaded as well: from then on the network may go. */
export async function openWithNext(page: Page, open: () => Promise<unknown>, pictures = false): Promise<void> {
  const [taken, files] = [new Set<Response>(), new Set<string>()];
  const note = (response: Response) => {
    if (response.url().endsWith("/take") && response.status() === 200) taken.add(response);
    if (response.url().endsWith("/file") && response.status() === 200) files.add(response.url());
  };
  page.on("response", note);
  await open();
  await expect.poll(() => taken.size > 1 && (!pictures || files.size > 1), { timeout: 20_000 }).toBe(true);
  page.off("response", note);
}

/** Reads the instructions that a first visit shows, and starts. */
export async function start(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Start" }).click();
}

/** Waits until every answer that was given has reached the server. */
export async function allSent(page: Page): Promise<void> {
  // What was submitted this moment is shown as being sent with the next frame.
  await page.waitForTimeout(150);
  await expect.poll(() => page.getByText(/Sending \d|answers? waits? for the server/).count(), { timeout: 15_000 }).toBe(0);
}
