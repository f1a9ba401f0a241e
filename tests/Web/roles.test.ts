import { type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";

const first = { Reviewer: "My work", Viewer: "Projects", Annotator: "My work" } as const;

describe("Whoever is invited finds a first screen that is theirs", () => {
  let server: Server;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start("sqlite", { sample: true }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function signIn(link: string, name: string): Promise<Page> {
    const { page } = await person(browser, faults);
    await page.goto(link);
    await page.getByLabel("Your name").fill(name);
    // From here on nothing that the page asks for may be refused.
    page.on("response", (response) => {
      if (response.status() >= 400) faults.push(`${name}: ${response.status()} ${response.url()}`);
    });
    await page.getByRole("button", { name: "Continue" }).click();
    return page;
  }

  it("as a reviewer, a viewer and an annotator", async () => {
    const owner = await signIn(server.ownerLink, "Mara");
    await owner.getByRole("link", { name: "Members" }).click();
    await owner.getByRole("button", { name: "Invite" }).click();
    for (const [role, title] of Object.entries(first)) {
      await owner.getByLabel("Role", { exact: true }).selectOption({ label: role });
      await owner.getByLabel("Name", { exact: true }).last().fill(`${role} One`);
      await owner.getByRole("button", { name: "Make the link" }).click();
      const page = await signIn(await owner.getByLabel(`Link for ${role} One`).inputValue(), `${role} One`);
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await page.getByText("Customer messages (sample)").first().waitFor();
      expect(await page.getByRole("link", { name: "My work" }).count(), role).toBe(role === "Viewer" ? 0 : 1);
      expect(await page.getByRole("link", { name: "Projects" }).count(), role).toBe(role === "Annotator" ? 0 : 1);
    }
    expect(faults).toEqual([]);
  });
});
