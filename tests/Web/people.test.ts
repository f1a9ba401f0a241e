import { networkInterfaces } from "node:os";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allSent, nextText, shownText, start } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

const name = "groundwork.lan";
const onNetwork = Object.values(networkInterfaces()).flat().find((one) => one && !one.internal && one.family === "IPv4")?.address;
const password = "three wet otters";

/** Answers what is on the screen by keyboard: the first option of each question, until it is taken. */
async function labelOne(page: Page): Promise<string | null> {
  const before = await shownText(page);
  await page.keyboard.press("1");
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  return nextText(page, before);
}

async function signIn(page: Page, login: string, secret: string): Promise<void> {
  await page.getByLabel("Sign-in name").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.keyboard.press("Enter");
}

async function fromMenu(page: Page, action: string): Promise<void> {
  await page.getByRole("button", { name: /Ben Okri.*Annotator/ }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

// A browser calls plain HTTP insecure unless it comes from its own machine, and then has less to offer: no Web Crypto, no clipboard,
// no Secure cookies. So everybody here comes by an address of the network, or by a name where the machine has none.
describe.each(engines)("On a local network without TLS, on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  const faults: string[] = [];
  const hosts = [onNetwork ?? name, name];

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      Server.start(engine, { sample: true, serve: ["--host", "0.0.0.0", "--allow-host", name] }),
      openBrowser([`--host-resolver-rules=MAP ${name} ${onNetwork ?? "127.0.0.1"}`]),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const reach = (link: string) => (onNetwork ? link : link.replace(new URL(server.url).hostname, name));

  it("somebody is invited, sets a password, signs in with it, labels, is paused and comes back", async () => {
    const { page: mara } = await person(browser, faults, {}, hosts);
    await mara.goto(reach(server.ownerLink));
    expect(await mara.evaluate(() => globalThis.isSecureContext)).toBe(false);
    await mara.getByText("This connection isn’t encrypted").waitFor();
    await mara.getByLabel("Your name").fill("Mara");
    await mara.getByRole("button", { name: "Continue" }).click();
    await mara.waitForURL((url) => url.pathname === "/");
    // Who runs the server is told what to do about it.
    await mara.getByText("Start the server with --tls-cert and --tls-key", { exact: false }).waitFor();

    // The link leads to where the owner is, not to the machine's own 127.0.0.1.
    await mara.getByRole("link", { name: "Members" }).click();
    await mara.getByRole("button", { name: "Invite" }).click();
    await mara.getByLabel("Name", { exact: true }).last().fill("Ben");
    await mara.getByRole("button", { name: "Make the link" }).click();
    const link = await mara.getByLabel("Link for Ben").inputValue();
    expect(new URL(link).host).toBe(new URL(reach(server.ownerLink)).host);
    await mara.getByRole("button", { name: "Done" }).click();

    // Ben, on another machine. A password that others know is refused beside its field.
    const { page: ben, context } = await person(browser, faults, {}, hosts);
    await ben.goto(link);
    await ben.getByLabel("Your name").fill("Ben Okri");
    await ben.getByText("This connection isn’t encrypted").waitFor();
    await ben.getByText("a password that you use nowhere else", { exact: false }).waitFor();
    await ben.getByLabel("Sign-in name").fill("ben@example.org");
    await ben.getByLabel("Password", { exact: true }).fill("password1");
    await ben.keyboard.press("Enter");
    await ben.getByText("This is one of the passwords that are tried first", { exact: false }).waitFor();
    await ben.getByLabel("Password", { exact: true }).fill(password);
    await ben.keyboard.press("Enter");
    await ben.getByRole("heading", { level: 1, name: "My work", exact: true }).waitFor();
    const cookies = await context.cookies();
    expect(cookies.map(({ name: cookie, secure, httpOnly, sameSite }) => ({ cookie, secure, httpOnly, sameSite }))).toEqual([
      { cookie: "groundwork", secure: false, httpOnly: true, sameSite: "Lax" },
    ]);

    // Out, and in by password. Whatever is wrong, the answer is the same, and the name that was typed stays.
    await fromMenu(ben, "Sign out");
    await ben.getByRole("heading", { level: 1, name: "Sign in", exact: true }).waitFor();
    const told: (string | null)[] = [];
    for (const [login, secret] of [["ben@example.org", "three wet badgers"], ["nobody@example.org", password]] as const) {
      await signIn(ben, login, secret);
      await expect.poll(() => ben.getByLabel("Password", { exact: true }).inputValue()).toBe("");
      told.push(await ben.getByRole("alert").textContent());
      expect(await ben.getByLabel("Sign-in name").inputValue()).toBe(login);
    }
    expect(told[0]).toContain("This name and password don't work.");
    expect(told[1]).toBe(told[0]);
    await signIn(ben, "Ben@Example.org", password);
    await ben.getByRole("heading", { level: 1, name: "My work", exact: true }).waitFor();

    // Labels by the keyboard; each answer reaches the server.
    await ben.getByRole("link", { name: /Customer messages/ }).first().click();
    await start(ben);
    await labelOne(ben);
    await labelOne(ben);
    await allSent(ben);
    await ben.getByText("2 today").waitFor();
    await ben.getByRole("link", { name: "Back to My work" }).click();
    await ben.getByText("2 answers today", { exact: false }).waitFor();

    // Where Ben is signed in: here alone, since the first session ended with the sign-out.
    await fromMenu(ben, "Account");
    const sessions = ben.getByRole("table", { name: "Sessions" }).getByRole("row");
    await sessions.nth(1).waitFor();
    expect(await sessions.count()).toBe(2);
    expect(await sessions.nth(1).textContent()).toMatch(/Chrome on Linux.*this one/);
    expect(await ben.getByLabel("Sign-in name").inputValue()).toBe("ben@example.org");

    // Ben is paused in the middle of a task: told why at the next action, and nothing that was done is lost.
    await ben.getByRole("link", { name: "My work", exact: true }).click();
    await ben.getByRole("link", { name: /Customer messages/ }).first().click();
    await shownText(ben);
    await mara.getByRole("link", { name: "Projects" }).click();
    // The list is read anew when one comes from another page, so that one has to be there first.
    await mara.getByRole("heading", { name: "Projects", exact: true }).waitFor();
    await mara.getByRole("link", { name: "Members" }).click();
    const change = async (action: string, state: string) => {
      await mara.getByRole("button", { name: "More for Ben Okri" }).click();
      await mara.getByRole("menuitem", { name: action }).click();
      await mara.getByRole("row", { name: /Ben Okri/ }).getByText(state, { exact: true }).waitFor();
    };
    const pause = () => change("Pause", "Paused");
    const resume = () => change("Let work again", "Active");
    await pause();
    const paused = await shownText(ben);
    await ben.keyboard.press("1");
    await ben.keyboard.press("1");
    await ben.getByText("You are paused.").waitFor();
    await ben.getByText("Ask an owner or manager of the workspace to let you go on", { exact: false }).waitFor();

    // Neither a reload nor the password helps.
    await ben.reload();
    await ben.getByRole("heading", { level: 1, name: "Sign in", exact: true }).waitFor();
    await ben.getByText("You are paused.").waitFor();
    await signIn(ben, "ben@example.org", password);
    await ben.getByText("you may be paused", { exact: false }).waitFor();

    // Let go on, Ben signs in and finds the task and what was answered there.
    await resume();
    await signIn(ben, "ben@example.org", password);
    expect(await shownText(ben)).toBe(paused);
    await labelOne(ben);
    await allSent(ben);
    await ben.getByText("3 today").waitFor();

    // The same with an answer on its way: it waits, and is sent when Ben signs in beside it.
    await pause();
    const before = await shownText(ben);
    await ben.keyboard.press("1");
    await ben.keyboard.press("1");
    await ben.keyboard.press("Enter");
    await ben.getByText("1 answer waits for the server").waitFor();
    await resume();
    await ben.getByRole("button", { name: "Sign in" }).click();
    await signIn(ben, "ben@example.org", password);
    await ben.getByText("You are paused.").waitFor({ state: "detached" });
    await allSent(ben);
    expect(await nextText(ben, before)).not.toBeNull();
    await ben.getByRole("link", { name: "Back to My work" }).click();
    await ben.getByText("4 answers today", { exact: false }).waitFor();
    expect(faults).toEqual([]);
  });
});
