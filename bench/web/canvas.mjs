// Measures the image editor in a real browser: script per frame while the picture is panned and zoomed and while boxes are
// drawn and dragged, the way from one task to the next, and how much script the labelling page is. Prints JSON.
//
//   scripts/build && (cd tests/Web && npm ci) && node bench/web/canvas.mjs [--objects 1000,10000]
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync, gzipSync } from "node:zlib";

const root = join(import.meta.dirname, "../..");
const { chromium } = createRequire(join(root, "tests/Web/package.json"))("playwright-core");
const program = process.env.GROUNDWORK_PROGRAM ?? join(root, "artifacts/run/server/groundwork");
const at = process.argv.indexOf("--objects");
const counts = (at > 0 ? process.argv[at + 1] : "1000,10000").split(",").map(Number);
const key = "gwk_the-key-of-the-owner-in-benchmarks";
const [width, height] = [4000, 3000];
const moves = 90;

/** The same numbers in every run. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A PNG of about two megabytes: mostly smooth, with some noise. */
function picture(seed) {
  const next = numbers(seed);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    const start = y * (1 + width * 3) + 1;
    for (let x = 0; x < width; x++) {
      rows[start + x * 3] = (x >> 4) + seed;
      rows[start + x * 3 + 1] = y >> 4;
      rows[start + x * 3 + 2] = 90;
    }
    for (let n = 0; n < 150; n++) rows[start + Math.floor(next() * width * 3)] = Math.floor(next() * 256);
  }
  const chunk = (type, content) => {
    const named = Buffer.concat([Buffer.from(type), content]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 6 })), chunk("IEND", Buffer.alloc(0))]);
}

/** Boxes all over the picture, as one change of a draft. */
function boxes(count) {
  const next = numbers(7);
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => {
      const [w, h] = [Math.round(12 + next() * 60), Math.round(12 + next() * 60)];
      const geometry = { type: "box", x: Math.floor(next() * (width - w)), y: Math.floor(next() * (height - h)), width: w, height: h };
      const id = `o${n + 1}-b`;
      return [`objects/${id}`, { before: null, after: { id, class: `c${n % 5}`, geometry, attributes: {} } }];
    }),
  );
}

const summary = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const share = (part) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0) * 100) / 100;
  return { frames: sorted.length, p50: share(0.5), p95: share(0.95), max: share(1) };
};

const scripts = new Set(["FunctionCall", "EvaluateScript", "FireAnimationFrame", "TimerFire", "RunMicrotasks", "EventDispatch", "v8.callFunction", "MinorGC", "MajorGC"]);

/** Milliseconds of script on the page's main thread in each frame. */
function scriptPerFrame(events) {
  const first = events.find(({ name }) => name === "FireAnimationFrame") ?? events.find(({ name }) => name === "FunctionCall");
  const mine = events.filter(({ pid, tid }) => pid === first?.pid && tid === first?.tid);
  const starts = events.filter(({ name, ph, pid }) => name === "AnimationFrame" && ph === "b" && pid === first?.pid).map(({ ts }) => ts).sort((a, b) => a - b);
  const runs = mine.filter(({ name, dur }) => scripts.has(name) && dur > 0).map(({ ts, dur }) => [ts, ts + dur]).sort((a, b) => a[0] - b[0]);
  const joined = [];
  for (const [from, to] of runs) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return starts.map((start, n) => {
    const end = starts[n + 1] ?? Infinity;
    return joined.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)), 0) / 1000;
  });
}

async function traced(browser, act) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "devtools.timeline.frame", "v8", "blink.user_timing"] } });
  await act();
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return summary(scriptPerFrame(events));
}

const data = mkdtempSync(join(tmpdir(), "groundwork-bench-"));
const env = { ...process.env, GROUNDWORK_OWNER_KEY: key };
const child = spawn(program, ["serve", "--port", "0", "--data", data], { env, stdio: ["ignore", "pipe", "pipe"] });
let browser;
try {
  const { url, link } = await new Promise((resolve, reject) => {
    let said = "";
    const listen = (part) => {
      said += part;
      const [url, link] = [/ready at (\S+)/.exec(said)?.[1], /once: (\S+)/.exec(said)?.[1]];
      if (url && link) resolve({ url, link });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", () => reject(new Error(said)));
  });
  const api = async (path, body) => {
    const reply = await fetch(`${url}/api/${path}`, {
      method: body ? "POST" : "GET",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  const folder = join(data, "pictures");
  execFileSync("mkdir", [folder]);
  const tasks = counts.length + 4;
  let bytes = 0;
  for (let n = 0; n < tasks; n++) {
    const file = picture(n + 1);
    bytes = file.length;
    writeFileSync(join(folder, `${n}.png`), file);
  }
  execFileSync(program, ["import", "items", folder, "--dataset", "Bench", "--data", data], { env });
  const dataset = (await api("datasets")).items[0].id;
  const classes = Array.from({ length: 5 }, (_, n) => ({ name: `c${n}`, title: `Class ${n}`, color: null, hotkey: null, geometry: ["box"], attributes: [] }));
  const { id: project } = await api("projects", { name: "Bench", datasetId: dataset, ontology: { version: 1, classes, relations: [], questions: [] }, redundancy: 1 });

  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
  });
  const page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(link);
  await page.getByLabel("Your name").fill("Bench");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: /Bench/ }).first().waitFor();

  const result = { picture: { width, height, bytes }, gestures: {} };
  const loaded = new Map();
  page.on("response", async (response) => {
    if (/\.js(\?|$)/.test(response.url())) loaded.set(response.url(), gzipSync(await response.body().catch(() => Buffer.alloc(0))).length);
  });

  const held = [];
  for (const count of counts) {
    const { assignment } = await api(`projects/${project}/take`, { holding: held });
    held.push(assignment.id);
    await api(`assignments/${assignment.id}/drafts`, { from: 0, changes: [{ put: boxes(count) }] });
    await page.goto(`${url}/label/${project}?assignment=${assignment.id}`);
    const surface = page.getByRole("application", { name: "Image to label" });
    await surface.locator("img").waitFor();
    const start = page.getByRole("button", { name: "Start" });
    if (await start.isVisible()) await start.click();
    await page.waitForTimeout(2_000);
    const box = await surface.boundingBox();
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const glide = async (button, from, to) => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down({ button });
      for (let n = 1; n <= moves; n++) await page.mouse.move(from.x + ((to.x - from.x) * n) / moves, from.y + ((to.y - from.y) * n) / moves);
      await page.mouse.up({ button });
      await page.waitForTimeout(400);
    };
    const gestures = {};
    await page.mouse.move(middle.x, middle.y);
    gestures.zoom = await traced(browser, async () => {
      for (let n = 0; n < 30; n++) await page.mouse.wheel(0, -60).then(() => page.waitForTimeout(16));
      for (let n = 0; n < 24; n++) await page.mouse.wheel(0, 60).then(() => page.waitForTimeout(16));
      await page.waitForTimeout(400);
    });
    gestures.pan = await traced(browser, () => glide("middle", { x: middle.x + 300, y: middle.y + 200 }, { x: middle.x - 300, y: middle.y - 200 }));
    gestures.panWhole = await traced(browser, async () => {
      await page.keyboard.press("0");
      await glide("middle", middle, { x: middle.x - 300, y: middle.y - 200 });
    });
    await page.keyboard.press("0");
    await page.waitForTimeout(500);
    await page.keyboard.press("b");
    gestures.draw = await traced(browser, () => glide("left", { x: middle.x - 200, y: middle.y - 150 }, { x: middle.x + 200, y: middle.y + 150 }));
    await page.keyboard.press("v");
    gestures.drag = await traced(browser, () => glide("left", { x: middle.x - 200, y: middle.y - 150 }, { x: middle.x - 60, y: middle.y - 40 }));
    await page.keyboard.press("Escape");
    // One step in a document of this size, from the press to the paint.
    gestures.step = await traced(browser, async () => {
      for (let n = 0; n < 20; n++) await page.keyboard.press("k").then(() => page.waitForTimeout(60));
    });
    await page.keyboard.press("Control+a");
    await page.waitForTimeout(800);
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(800);
    gestures.nudgeAll = await traced(browser, async () => {
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(800);
    });
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Escape");
    const rows = page.getByRole("grid", { name: "Objects" });
    await rows.hover();
    gestures.list = await traced(browser, async () => {
      for (let n = 0; n < 60; n++) await page.mouse.wheel(0, 900).then(() => page.waitForTimeout(16));
    });
    // Frames in which part of the list is empty: scrolled by the wheel, then the bar thrown from place to place.
    await rows.evaluate((grid) => {
      const seen = { frames: 0, blankFrames: 0, on: true };
      const look = () => {
        if (!seen.on) return;
        const { top, bottom, left } = grid.getBoundingClientRect();
        const empty = [0.02, 0.25, 0.5, 0.75, 0.97].some((share) => {
          const found = document.elementFromPoint(left + 20, top + (bottom - top) * share);
          return !found?.closest("[role=row]");
        });
        seen.frames += 1;
        if (empty) seen.blankFrames += 1;
        requestAnimationFrame(look);
      };
      window.listSeen = seen;
      requestAnimationFrame(look);
    });
    for (let n = 0; n < 60; n++) await page.mouse.wheel(0, n < 30 ? 2_500 : -700).then(() => page.waitForTimeout(16));
    const extent = await rows.evaluate((grid) => grid.scrollHeight - grid.clientHeight);
    for (let n = 0; n < 40; n++) await rows.evaluate((grid, top) => grid.scrollTo({ top }), ((n * 7_919) % 997) / 997 * extent).then(() => page.waitForTimeout(16));
    gestures.listSeen = await rows.evaluate(() => {
      window.listSeen.on = false;
      const { frames, blankFrames } = window.listSeen;
      return { frames, blankFrames };
    });
    result.gestures[count] = gestures;
  }

  const own = [...loaded].filter(([file]) => /\/open-/.test(file));
  const sum = (list) => Math.round(list.reduce((all, [, size]) => all + size, 0) / 102.4) / 10;
  result.script = { beforeEditorKb: sum([...loaded].filter((each) => !own.includes(each))), editorKb: sum(own) };

  // The way to the next task: from the press of Enter to the frame that shows its picture.
  await page.goto(`${url}/label/${project}`);
  await page.getByRole("application", { name: "Image to label" }).locator("img").waitFor();
  const ways = [];
  for (let n = 0; n < 3; n++) {
    // An answer with nothing in it would be asked about first.
    await page.keyboard.press("k");
    await page.waitForTimeout(2_500);
    await page.evaluate(() => {
      const before = document.querySelector("main img")?.src;
      window.way = new Promise((resolve) => {
        window.addEventListener(
          "keydown",
          () => {
            const start = performance.now();
            const look = () => {
              const image = document.querySelector("main img");
              if (image && image.src !== before && image.complete && image.naturalWidth > 0) requestAnimationFrame(() => resolve(performance.now() - start));
              else requestAnimationFrame(look);
            };
            look();
          },
          { once: true, capture: true },
        );
      });
    });
    await page.keyboard.press("Enter");
    ways.push(await page.evaluate(() => window.way));
  }
  result.nextTaskMs = summary(ways);
  console.log(JSON.stringify(result, null, 2));
} finally {
  await browser?.close();
  child.kill("SIGTERM");
  rmSync(data, { recursive: true, force: true });
}
