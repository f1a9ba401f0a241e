// How fast the text editor is: opens 200 kB with 2,000 spans in Chromium, marks, drags and scrolls, and prints figures as JSON.
// node bench/web/text.mjs [paragraphs|line]   after scripts/build and `npm ci` in tests/Web.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { chromium } = createRequire(join(root, "tests/Web/package.json"))("playwright-core");
const ownerKey = "gwk_the-key-of-the-owner-in-benchmarks";
const shapes = process.argv[2] ? [process.argv[2]] : ["paragraphs", "line"];
const [characters, spans, adds] = [200_000, 2_000, 60];

const words = "the engineer wrote to Ada Lovelace about the analytical engine in London and the committee of 1843 answered her briefly".split(" ");

/** The same text each time: words in sentences, in paragraphs or in a single line. */
function textOf(shape) {
  let [text, seed] = ["", 7];
  for (let n = 1; text.length < characters; n += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += words[seed % words.length] + (n % 90 === 0 ? (shape === "line" ? ". " : ".\n") : n % 15 === 0 ? ". " : " ");
  }
  return text.trimEnd();
}

/** One span about every hundred characters: most of a word or two, some nested, all where words begin. */
function spansOf(text) {
  const classes = ["person", "org", "place", "date"];
  return Array.from({ length: spans }, (_, n) => {
    const start = text.indexOf(" ", Math.floor((n * (characters - 400)) / spans)) + 1;
    const end = text.indexOf(" ", start + (n % 7 === 0 ? 40 : 6));
    return { id: `o${n + 1}-aaaa`, class: classes[n % 4], geometry: { type: "span", start, end }, attributes: {} };
  });
}

const p = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN) * 100) / 100;
};

async function serve(data) {
  const child = spawn(process.env.GROUNDWORK_PROGRAM ?? join(root, "artifacts/run/server/groundwork"), ["serve", "--port", process.env.PORT ?? "0", "--data", data], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GROUNDWORK_OWNER_KEY: ownerKey },
  });
  let said = "";
  return new Promise((resolve, reject) => {
    child.on("exit", () => reject(new Error(said)));
    const listen = (chunk) => {
      said += chunk;
      const [url, link] = [/ready at (\S+)/.exec(said)?.[1], /once: (\S+)/.exec(said)?.[1]];
      if (url && link) resolve({ child, url, link });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
  });
}

async function measure(shape, browser, server) {
  const ask = async (path, body) => {
    const response = await fetch(`${server.url}/api/${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${ownerKey}`, "Content-Type": typeof body === "string" ? "application/octet-stream" : "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer}`);
    return JSON.parse(answer);
  };
  const text = textOf(shape);
  const { id: datasetId } = await ask("datasets", { name: shape });
  await ask(`datasets/${datasetId}/imports?format=jsonl&fileName=text.jsonl`, `${JSON.stringify({ id: "1", text })}\n`);
  const ontology = {
    version: 1,
    classes: ["person", "org", "place", "date"].map((name) => ({ name, title: name, geometry: ["span"] })),
    relations: [{ name: "knows", title: "knows", from: [], to: [] }],
    questions: [],
  };
  const project = await ask("projects", { name: shape, datasetId, ontology });

  const page = server.page;
  // The task is taken in the browser, and its draft holds the spans.
  await page.goto(`${server.url}/label/${project.id}`);
  await page.locator("[data-words]").first().waitFor();
  const assignment = new URL(page.url()).searchParams.get("assignment");
  const put = Object.fromEntries(spansOf(text).map((each) => [`objects/${each.id}`, { before: null, after: each }]));
  await ask(`assignments/${assignment}/drafts`, { from: 0, changes: [{ put }] });

  // Opening: from the editor's module, loaded and called, to the first painted mark.
  await page.addInitScript(() => {
    globalThis.opened = new Promise((resolve) => {
      new MutationObserver((_, watcher) => {
        if (!document.querySelector("[data-title]")) return;
        watcher.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - performance.getEntriesByName("text.open").at(-1).startTime)));
      }).observe(document, { childList: true, subtree: true });
    });
  });
  const openMs = [];
  for (let n = 0; n < 5; n += 1) {
    await page.reload();
    openMs.push(await page.evaluate(() => globalThis.opened));
  }

  const debug = await page.context().newCDPSession(page);
  await debug.send("Performance.enable");
  const metrics = async () => {
    const { metrics: found } = await debug.send("Performance.getMetrics");
    const of = (name) => (found.find((each) => each.name === name)?.value ?? 0) * 1_000;
    return { script: of("ScriptDuration"), layout: of("LayoutDuration") + of("RecalcStyleDuration"), task: of("TaskDuration") };
  };
  const settled = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
  const cost = async (act) => {
    await settled();
    const before = await metrics();
    await act();
    await settled();
    const after = await metrics();
    return { script: after.script - before.script, layout: after.layout - before.layout, task: after.task - before.task };
  };

  // Marking: the key that marks the word under the cursor, with everything that follows from it.
  await page.waitForTimeout(500);
  const added = [];
  for (let n = 0; n < adds; n += 1) {
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    added.push(await cost(() => page.keyboard.press("Space")));
  }

  // Dragging over a few lines and back.
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Escape");
  const box = await page.locator("[data-words]").first().boundingBox();
  const dragged = [];
  await page.mouse.move(box.x + 40, box.y + 20);
  await page.mouse.down();
  for (let n = 0; n < 60; n += 1) {
    dragged.push(await cost(() => page.mouse.move(box.x + 40 + ((n * 37) % 500), box.y + 20 + (n % 30) * 12)));
  }
  await page.keyboard.press("Escape");
  await page.mouse.up();

  // Scrolling: frames in which a block on the screen has words but not yet its marks.
  const scrolled = await page.evaluate(
    () =>
      new Promise((done) => {
        const scroller = document.querySelector("[role=region]");
        const height = scroller.clientHeight;
        const blocks = [...document.querySelectorAll("[data-block]")];
        let [frames, blank, from] = [0, 0, 0];
        const lag = [];
        let last = performance.now();
        const step = (now) => {
          lag.push(now - last);
          last = now;
          const top = scroller.getBoundingClientRect().top;
          let seen = false;
          let bare = false;
          for (let at = Math.max(0, from - 3); at < blocks.length; at += 1) {
            const box = blocks[at].getBoundingClientRect();
            if (box.bottom < top) continue;
            if (!seen) from = at;
            seen = true;
            if (box.top > top + height) break;
            if (blocks[at].firstChild.textContent !== "" && blocks[at].children.length < 3) bare = true;
          }
          frames += 1;
          if (bare) blank += 1;
          scroller.scrollTop += height / 3;
          if (frames < 240 && scroller.scrollTop + height < scroller.scrollHeight - 2) requestAnimationFrame(step);
          else done({ frames, blank, lag });
        };
        requestAnimationFrame(step);
      }),
  );
  const of = (costs, what) => costs.map((each) => each[what]);
  return {
    shape,
    characters: text.length,
    spans,
    openMs: { p50: p(openMs, 0.5), worst: p(openMs, 1) },
    addMs: { p50: p(of(added, "script"), 0.5), p95: p(of(added, "script"), 0.95), layoutP95: p(of(added, "layout"), 0.95) },
    dragMs: { p50: p(of(dragged, "script"), 0.5), p95: p(of(dragged, "script"), 0.95), layoutP95: p(of(dragged, "layout"), 0.95) },
    scroll: { frames: scrolled.frames, blankFrames: scrolled.blank, frameP95Ms: p(scrolled.lag, 0.95) },
  };
}

const data = mkdtempSync(join(tmpdir(), "groundwork-bench-"));
const server = await serve(data);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
  server.page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await server.page.goto(server.link);
  await server.page.getByLabel("Your name").fill("Mara");
  await server.page.getByRole("button", { name: "Continue" }).click();
  await server.page.waitForURL((url) => url.pathname === "/");
  const found = [];
  for (const shape of shapes) found.push(await measure(shape, browser, server));
  console.log(JSON.stringify(found, null, 2));
} finally {
  await browser.close();
  server.child.removeAllListeners("exit");
  server.child.kill();
  rmSync(data, { recursive: true, force: true });
}
