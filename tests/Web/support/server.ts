import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
    const database = engine === "postgres" ? makeDatabase() : null;
    if (options.sample) execFileSync(program, ["demo", "--if-empty", ...where(data, database)], { stdio: "pipe", env: { ...environment, GROUNDWORK_OWNER_KEY: Server.ownerKey } });
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

/** A database with an owner that is no superuser, so that row-level security is really on. */
function makeDatabase(): string {
  const admin = process.env.GROUNDWORK_TEST_POSTGRES;
  if (!admin) throw new Error("GROUNDWORK_TEST_POSTGRES is not set: the journeys need a PostgreSQL. ./test starts one.");
  const part = (name: string) => new RegExp(`${name}=([^;]+)`, "i").exec(admin)?.[1] ?? "";
  const name = `journey_${process.pid}_${Date.now()}`;
  const run = (sql: string) =>
    execFileSync("psql", ["-h", part("Host"), "-p", part("Port"), "-U", part("Username"), "-d", "postgres", "-qc", sql], { stdio: "pipe" });
  run(`CREATE ROLE ${name} LOGIN`);
  run(`CREATE DATABASE ${name} OWNER ${name}`);
  return `Host=${part("Host")};Port=${part("Port")};Username=${name};Database=${name}`;
}
