import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

describe.each(engines)("Labels that come in on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  const faults: string[] = [];
  const files = mkdtempSync(join(tmpdir(), "groundwork-labels-"));

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine, { sample: true }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  it("a model's predictions are counted first, come in without the bad row, and are seen beside the answers", async () => {
    const { page } = await person(browser, faults);
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("link", { name: "Projects", exact: true }).click();
    await page.getByRole("heading", { name: "Projects", exact: true }).waitFor();
    await page.getByRole("link", { name: /Customer messages/ }).click();
    await page.getByText("187 of 223 answers").waitFor();

    const path = join(files, "net.csv");
    writeFileSync(path, "id,intent,score\nmessage-001,Praise,0.9\nmessage-002,nonsense,0.4\nmessage-003,praise,0.7\nnobody,praise,0.1\n");
    await page.getByRole("button", { name: "Import labels" }).click();
    const dialog = page.getByRole("dialog");
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), dialog.getByLabel("Drop a file of labels, or choose one").click()]);
    await chooser.setFiles(path);

    // Without a model's name nothing can come in, and every row says what to do about it.
    await dialog.getByText("0 labels are ready").waitFor();
    await dialog.getByText("Nobody says which model this is from.").first().waitFor();
    expect(await dialog.getByRole("button", { name: /^Import 0/ }).isDisabled()).toBe(true);
    await dialog.getByLabel("Model", { exact: true }).fill("intent-net 1.2");
    await dialog.getByText("2 labels are ready").waitFor();
    await dialog.getByText("2 rows left out").waitFor();
    await dialog.getByText('The project has no item with the id "nobody".').waitFor();
    await dialog.getByRole("button", { name: "Import 2 labels" }).click();
    await dialog.getByText("2 added").waitFor();
    await page.keyboard.press("Escape");

    // They don't count as answers, and are told apart from people's.
    await page.getByText("187 of 223 answers").waitFor();
    await page.getByRole("link", { name: "Tasks", exact: true }).click();
    await page.getByRole("row").nth(1).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const prediction = page.getByRole("listitem").filter({ hasText: "intent-net 1.2" });
    await prediction.getByText("prediction").waitFor();

    // The same file again brings nothing new, as gold it is something else.
    await page.goBack();
    await page.getByRole("button", { name: "Import labels" }).click();
    await (await Promise.all([page.waitForEvent("filechooser"), dialog.getByLabel("Drop a file of labels, or choose one").click()]))[0].setFiles(path);
    await dialog.getByLabel(/^Gold/).check();
    await dialog.getByText("2 labels are ready").waitFor();
    await dialog.getByRole("button", { name: "Import 2 labels" }).click();
    await dialog.getByRole("button", { name: "Done" }).waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();

    // The data shows where all of it came from.
    await page.getByRole("link", { name: "Data", exact: true }).click();
    await page.getByRole("heading", { name: "Data", exact: true }).waitFor();
    await page.getByRole("link", { name: /Customer messages/ }).click();
    await page.getByRole("link", { name: "Imports", exact: true }).click();
    await page.getByRole("row").filter({ hasText: "Predictions" }).getByText("2 new").waitFor();
    await page.getByRole("row").filter({ hasText: "Gold" }).waitFor();
    expect(faults).toEqual([]);
  });
});
