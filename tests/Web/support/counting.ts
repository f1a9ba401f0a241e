import type { Locator, Page } from "playwright-core";

/** A hand that counts what it does: every click, every key, and every field that is typed into. */
export class CountingHand {
  private readonly steps: string[] = [];
  private readonly since = Date.now();

  constructor(private readonly page: Page) {}

  get count(): number {
    return this.steps.length;
  }

  get seconds(): number {
    return (Date.now() - this.since) / 1000;
  }

  async click(what: Locator): Promise<void> {
    await what.click();
    this.steps.push(`click ${String(what)}`);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    this.steps.push(`press ${key}`);
  }

  /** Typing into what has the focus counts once: how long a name is, is no matter of the interface. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    this.steps.push(`type ${text}`);
  }

  async choose(what: Locator, files: string | string[]): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.click(what)]);
    await chooser.setFiles(files);
  }

  /** Each step on a line, for whoever has to find out which are too many. */
  toString(): string {
    return this.steps.map((step, at) => `${at + 1}. ${step}`).join("\n");
  }
}
