import type { Page } from "playwright-core";
import { expect } from "vitest";

/** The dialog is gone after a download. An export that takes a moment has opened the tray, which is put away as well. */
export async function exported(page: Page): Promise<void> {
  const tray = page.getByRole("dialog", { name: "Jobs" });
  await expect
    .poll(async () => {
      if (await tray.isVisible()) await tray.getByRole("button", { name: "Close" }).click();
      return page.getByRole("dialog").count();
    })
    .toBe(0);
}
