import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inject } from "vitest";

export type Engine = "sqlite" | "postgres";

/** The engines that journeys run on; without a PostgreSQL they run on SQLite only, except where CI demands both. */
export const engines: Engine[] = process.env.GROUNDWORK_TEST_POSTGRES || process.env.CI === "true" ? ["sqlite", "postgres"] : ["sqlite"];

const program = process.env.GROUNDWORK_PROGRAM ?? join(import.meta.dirname, "../../../artifacts/run/server/groundwork");

/** The program may do without learning how to run faster: that pays in hours, and a journey's server lives for seconds. */
const environment = { ...process.env, DOTNET_TieredPGO: "0", DOTNET_TC_CallCounting: "0" };

/** The real program, on a data folder and database of its own. */
export class Server {
  private constructor(
    readonly data: string,
    private readonly database: string | null,
    private child: ChildProcess,
    readonly url: string,
    readonly ownerLink: string,
    private readonly serve: string[],
  ) {}

  /** What a program may sign in with; only tests that need more than a browser's hands use it. */
  static readonly ownerKey = "gwk_the-key-of-the-owner-in-journeys";

  static async start(engine: Engine, options: { sample?: boolean; serve?: string[] } = {}): Promise<Server> {
    const data = mkdtempSync(join(tmpdir(), "groundwork-journey-"));
    const sample = options.sample ? await sampleOf(engine) : null;
    if (sample) cpSync(sample, data, { recursive: true });
    const database = engine === "postgres" ? makeDatabase(sample) : null;
    const serve = options.serve ?? [];
    const { child, url, ownerLink } = await launch(data, database, 0, serve);
    return new Server(data, database, child, url, ownerLink, serve);
  }

  /** Runs one verb of the program on this server's data. */
  run(...verb: string[]): string {
    return execFileSync(program, [...verb, ...where(this.data, this.database)], { env: { ...environment, GROUNDWORK_OWNER_KEY: Server.ownerKey } }).toString();
  }

  /** Asks the API as the owner does, for what a journey begins with and for what it left. */
  async api<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${Server.ownerKey}`, ...(body !== undefined && { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Ends the process as a power cut would, and starts it again where it was. */
  async crashAndRestart(): Promise<void> {
    await this.end("SIGKILL");
    this.child = (await launch(this.data, this.database, Number(new URL(this.url).port), this.serve)).child;
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.data, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.child.kill(signal);
    await ended;
  }
}

function where(data: string, database: string | null): string[] {
  return ["--data", data, ...(database ? ["--database", database] : [])];
}

function launch(data: string, database: string | null, port: number, serve: string[]): Promise<{ child: ChildProcess; url: string; ownerLink: string }> {
  const child = spawn(program, ["serve", "--port", String(port), ...where(data, database), ...serve], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, GROUNDWORK_OWNER_KEY: Server.ownerKey },
  });
  let said = "";
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`The server ended with ${code}:\n${said}`)));
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /ready at (\S+)/.exec(said)?.[1];
      const ownerLink = /once: (\S+)/.exec(said)?.[1];
      if (url && ownerLink) resolve({ child, url, ownerLink });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
  });
}

/** The data folder of a server that holds the sample and has never been started; beside it, in a file, its database. */
async function sampleOf(engine: Engine): Promise<string> {
  const folder = join(inject("samples"), engine);
  const made = `${folder}.made`;
  try {
    mkdirSync(folder);
  } catch {
    // Another journey is at it.
    for (const until = Date.now() + 50_000; !existsSync(made) && Date.now() < until; ) await delay(100);
    if (!existsSync(made)) throw new Error(`${folder} was never finished: the journey that made the sample failed.`);
    return folder;
  }
  const database = engine === "postgres" ? makeDatabase(null) : null;
  execFileSync(program, ["demo", "--if-empty", ...where(folder, database)], { stdio: "pipe", env: { ...environment, GROUNDWORK_OWNER_KEY: Server.ownerKey } });
  if (database) writeFileSync(`${folder}.database`, database);
  writeFileSync(made, "");
  return folder;
}

/** A database with an owner that is no superuser, so that row-level security is really on; a copy of the sample's, if one is given. */
function makeDatabase(sample: string | null): string {
  const admin = process.env.GROUNDWORK_TEST_POSTGRES;
  if (!admin) throw new Error("GROUNDWORK_TEST_POSTGRES is not set: the journeys need a PostgreSQL. ./test starts one.");
  const name = `journey_${process.pid}_${Date.now()}`;
  const run = (sql: string) =>
    execFileSync("psql", ["-h", part(admin, "Host"), "-p", part(admin, "Port"), "-U", part(admin, "Username"), "-d", "postgres", "-qc", sql], { stdio: "pipe" });
  // What is copied still belongs to whoever made it.
  const from = sample && readFileSync(`${sample}.database`, "utf8");
  const owner = from ? part(from, "Username") : name;
  if (!from) run(`CREATE ROLE ${owner} LOGIN`);
  run(`CREATE DATABASE ${name} OWNER ${owner}${from ? ` TEMPLATE ${part(from, "Database")}` : ""}`);
  return `Host=${part(admin, "Host")};Port=${part(admin, "Port")};Username=${owner};Database=${name}`;
}

/** One value of a connection string. */
function part(connection: string, name: string): string {
  return new RegExp(`${name}=([^;]+)`, "i").exec(connection)?.[1] ?? "";
}
