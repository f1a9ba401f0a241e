import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server as Receiver } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { enter } from "./support/reviewing";
import { engines, Server } from "./support/server";

interface Message {
  id: string;
  at: string;
  signature: string;
  body: string;
}

const typeOf = ({ body }: Message) => (JSON.parse(body) as { type: string }).type;
const isSigned = ({ id, at, signature, body }: Message, secret: string) =>
  signature.split(" ").includes(`v1,${createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64")).update(`${id}.${at}.${body}`).digest("base64")}`);
const read = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

describe.each(engines)("Webhooks, on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  let receiver: Receiver;
  let answer: [status: number, body: string] = [200, "thanks"];
  const got: Message[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      void read(request).then((body) => {
        const header = (name: string) => String(request.headers[name]);
        got.push({ id: header("webhook-id"), at: header("webhook-timestamp"), signature: header("webhook-signature"), body });
        response.writeHead(answer[0], { "Content-Type": "text/html" }).end(answer[1]);
      });
    });
    await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
    [server, browser] = await Promise.all([Server.start(engine, { serve: ["--outbound-allow", "127.0.0.1"] }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    receiver?.closeAllConnections();
    receiver?.close();
  });

  const row = (page: Page, event: string) => page.getByRole("table", { name: "Deliveries" }).getByRole("row").filter({ hasText: event });

  it("an owner sets one up, sees what was sent and what failed, and sends it again", async () => {
    const { page } = await person(browser, faults);
    const { look, problems } = watching(page, [
      ["light", 1280],
      ["dark", 1280],
      ["light", 1024],
    ]);
    await enter(page, server.ownerLink, "Mara");
    await page.getByRole("link", { name: "Webhooks" }).click();
    await page.getByText("Nobody is told yet").waitFor();
    await look("webhooks-empty");

    // An address of the server's own machine that nobody allowed is refused beside its field, with the setting that would allow it.
    await page.getByRole("button", { name: "New webhook" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Training pipeline");
    await page.getByLabel("Address", { exact: true }).fill("http://169.254.169.254/latest");
    await page.getByRole("button", { name: "Create webhook" }).click();
    await page.getByText("--outbound-allow 169.254.169.254", { exact: false }).waitFor();
    await look("webhooks-refused");
    const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
    await page.getByLabel("Address", { exact: true }).fill(address);
    await page.getByLabel("import.finished").check();
    await look("webhooks-new");
    await page.getByRole("button", { name: "Create webhook" }).click();
    const secret = await page.getByLabel("Secret", { exact: true }).inputValue();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await look("webhooks-secret");
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("nothing sent yet").waitFor();
    expect(await page.content()).not.toContain(secret);

    // A test arrives, and is signed by what was shown.
    await page.getByRole("link", { name: "Training pipeline" }).click();
    await page.getByText("The first event that it listens to", { exact: false }).waitFor();
    await look("webhook-empty");
    await page.getByRole("button", { name: "Send a test" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Status 200").waitFor();
    await dialog.getByText("thanks").waitFor();
    await look("webhook-delivery");
    expect(got.map(typeOf)).toEqual(["webhook.ping"]);
    expect(got.every((message) => isSigned(message, secret))).toBe(true);
    await page.keyboard.press("Escape");
    await row(page, "webhook.ping").getByText("Delivered").waitFor();

    // What the receiver can't take fails, and its answer is shown as the text that it is.
    answer = [410, "<img src=x onerror=\"window.__hole=1\"> closed"];
    await server.api("datasets", { name: "Letters" });
    const { items } = await server.api<{ items: { id: string }[] }>("datasets");
    await fetch(`${server.url}/api/datasets/${items[0]?.id}/imports?format=jsonl`, {
      method: "POST",
      headers: { Authorization: `Bearer ${Server.ownerKey}`, "Content-Type": "application/octet-stream" },
      body: '{"id":"a","text":"Dear reader"}\n',
    });
    await expect.poll(() => got.map(typeOf)).toContain("import.finished");
    // The owner is told, wherever they are.
    await page.goto(`${server.url}/projects`);
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    await page.getByText("“Training pipeline” is switched off: its receiver said that it is gone").waitFor();
    await look("webhook-warning");
    await page.getByRole("link", { name: "Look" }).click();
    await row(page, "import.finished").getByText("Failed").waitFor();
    await look("webhook-off");
    await page.getByRole("button", { name: /^Open the delivery of import.finished/ }).press("Enter");
    await dialog.getByText("onerror", { exact: false }).waitFor();
    expect(await page.evaluate(() => (globalThis as { __hole?: number }).__hole)).toBeUndefined();
    await look("webhook-failed");
    expect(await dialog.getByRole("button", { name: "Send again" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");

    // Mended: switched on, and what failed is sent again under the id that it had.
    answer = [204, ""];
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByRole("button", { name: "Send failed again…" }).click();
    await dialog.getByRole("button", { name: "Send again" }).click();
    await dialog.getByText("1 delivery is sent again.").waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    await row(page, "import.finished").getByText("Delivered").waitFor();
    const told = got.filter((message) => typeOf(message) === "import.finished");
    expect(told.length).toBe(2);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(told.every((message) => isSigned(message, secret))).toBe(true);

    // One delivery by itself, a new secret, and the end.
    await page.getByRole("button", { name: /^Open the delivery of import.finished/ }).click();
    await dialog.getByRole("button", { name: "Send again" }).click();
    await dialog.getByText("Try 3").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "More for Training pipeline" }).click();
    await page.getByRole("menuitem", { name: "New secret…" }).click();
    await page.getByRole("button", { name: "Make it" }).click();
    expect(await page.getByLabel("Secret", { exact: true }).inputValue()).not.toBe(secret);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("Signed by the former secret, too", { exact: false }).waitFor();
    await look("webhook-log");
    await page.getByRole("link", { name: "Webhooks" }).first().click();
    await page.getByRole("cell", { name: /Status 204/ }).waitFor();
    await look("webhooks");
    await page.getByRole("button", { name: "More for Training pipeline" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Nobody is told yet").waitFor();
    expect([...faults, ...problems]).toEqual([]);
  });
});
