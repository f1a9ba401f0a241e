#!/usr/bin/env node
// Checks an audit log with nothing but its checkpoint, its tiles and its lines, in another language and with no code of the product. Written from
// docs/guide/audit.md. Needs Node 20 or later and no packages.
//
//   node verify.mjs SOURCE [--key VERIFIERKEY] [--since CHECKPOINTFILE] [--api-key KEY]
//
// SOURCE is a folder written by `groundwork audit tiles`, or an address such as https://groundwork.example.org/api/audit (then with an
// owner's API key in --api-key or GROUNDWORK_API_KEY). Without --key the key that lies beside the log is taken: keep it elsewhere and give
// it, or whoever can replace the log can replace the key as well. Ends with 0 if all holds, with 1 if not.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const width = 256;
const faults = [];
const fault = (text) => faults.length < 100 && faults.push(text);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leafHash = (data) => sha256(Buffer.of(0), data);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

/** The subtrees that a growing tree is made of, the largest first. */
class Tree {
  size = 0;
  peaks = [];
  add(hash) {
    this.peaks.push(hash);
    this.size++;
    for (let n = this.size; n % 2 === 0; n /= 2) {
      const right = this.peaks.pop();
      this.peaks.push(nodeHash(this.peaks.pop(), right));
    }
  }
  get root() {
    return this.peaks.length === 0 ? sha256() : this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : undefined);
const sinceFile = option("--since");
const givenKey = option("--key");
const apiKey = option("--api-key") ?? process.env.GROUNDWORK_API_KEY;
const [source] = args;
if (!source) {
  console.error("Say where the log is: a folder, or the address of a server's /api/audit.");
  process.exit(2);
}
const overHttp = /^https?:/.test(source);

async function read(path) {
  if (!overHttp) return readFile(join(source, path));
  const response = await fetch(`${source.replace(/\/$/, "")}/${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

async function readKey() {
  if (givenKey) return givenKey;
  if (!overHttp) return (await read("key")).toString().trim();
  const response = await fetch(source.replace(/\/$/, ""), { headers: { authorization: `Bearer ${apiKey}` } });
  return (await response.json()).verifierKey;
}

/** name+id+base64(type, SPKI): the type is 2, ECDSA. */
function parseKey(text) {
  const [name, id, encoded] = [text.split("+")[0], text.split("+")[1], text.split("+").slice(2).join("+")];
  const bytes = Buffer.from(encoded, "base64");
  if (bytes[0] !== 2) throw new Error("The key is not of type 2 (ECDSA).");
  const der = bytes.subarray(1);
  if (sha256(der).subarray(0, 4).toString("hex") !== id) throw new Error("The key's id is not that of the key.");
  return { name, id, key: createPublicKey({ key: der, format: "der", type: "spki" }) };
}

function openCheckpoint(note, trusted, what) {
  const end = note.lastIndexOf("\n\n");
  const [origin, size, root] = note.slice(0, end).split("\n");
  const text = Buffer.from(note.slice(0, end + 1));
  const signed = note
    .slice(end + 2)
    .split("\n")
    .map((line) => /^\u2014 (\S+) (\S+)$/.exec(line))
    .filter((match) => match && match[1] === trusted.name)
    .map((match) => Buffer.from(match[2], "base64"))
    .some((bytes) => bytes.subarray(0, 4).toString("hex") === trusted.id && verify("sha256", text, trusted.key, bytes.subarray(4)));
  if (!signed) fault(`${what}: the key didn't sign it.`);
  if (origin !== trusted.name) fault(`${what}: it is of ${origin}, the key of ${trusted.name}.`);
  return { size: Number(size), root: Buffer.from(root, "base64") };
}

function tilePath(number, w) {
  const groups = [];
  for (let rest = number; ; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, "0"));
    if (rest < 1000) break;
  }
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/") + (w === width ? "" : `.p/${w}`);
}

const members = ["v", "workspace", "at", "actor", "action", "subject", "project", "before", "after", "via", "source"];

/** A line of version 2 is written in one way only; one of version 1 begins with a number. */
function checkLine(bytes, index, workspace) {
  const text = bytes.toString("utf8");
  if (/^\d+:/.test(text)) return;
  let line;
  try {
    line = JSON.parse(text);
  } catch {
    return fault(`line ${index + 1}: it can't be read.`);
  }
  if (JSON.stringify(line) !== text || Object.keys(line).join() !== members.join() || line.v !== 2) fault(`line ${index + 1}: it isn't written as lines are.`);
  if (line.workspace !== workspace) fault(`line ${index + 1}: it belongs to another workspace.`);
}

function* entries(bundle) {
  for (let at = 0; at < bundle.length; ) {
    const length = bundle.readUInt16BE(at);
    yield bundle.subarray(at + 2, at + 2 + length);
    at += 2 + length;
  }
}

const trusted = parseKey(await readKey());
const checkpoint = openCheckpoint((await read("checkpoint")).toString(), trusted, "checkpoint");
const since = sinceFile ? openCheckpoint((await readFile(sinceFile)).toString(), trusted, sinceFile) : null;
if (since && since.size > checkpoint.size) fault(`The log has ${checkpoint.size} lines, and had ${since.size}: its end was cut off.`);
const workspace = trusted.name.split("/").at(-1);
const tree = new Tree();
const roots = [];

try {
  for (let number = 0; number * width < checkpoint.size; number++) {
    const w = Math.min(width, checkpoint.size - number * width);
    const path = tilePath(number, w);
    const [bundle, tile] = await Promise.all([read(`tile/entries/${path}`), read(`tile/0/${path}`)]);
    const lines = [...entries(bundle)];
    if (lines.length !== w) fault(`tile/entries/${path}: it has ${lines.length} lines, not ${w}.`);
    if (tile.length !== w * 32) fault(`tile/0/${path}: it has ${tile.length} bytes, not ${w * 32}.`);
    const within = new Tree();
    for (let i = 0; i < w; i++) {
      const index = number * width + i;
      const stored = tile.subarray(i * 32, i * 32 + 32);
      if (lines[i]) checkLine(lines[i], index, workspace);
      if (!lines[i] || !leafHash(lines[i]).equals(stored)) fault(`line ${index + 1}: it has not the hash that the tree has of it.`);
      tree.add(stored);
      within.add(stored);
      if (since?.size === index + 1 && !tree.root.equals(since.root)) fault(`The first ${since.size} lines are not those of ${sinceFile}.`);
    }
    if (w === width) roots.push(within.root);
  }
  if (!tree.root.equals(checkpoint.root)) fault("The root of the checkpoint is not that of the lines.");
  // Each level above is made of the roots of the full tiles below it.
  for (let level = 1, below = roots; below.length > 0; level++) {
    const above = [];
    for (let number = 0; number * width < below.length; number++) {
      const hashes = below.slice(number * width, (number + 1) * width);
      const path = `tile/${level}/${tilePath(number, hashes.length)}`;
      if (!(await read(path)).equals(Buffer.concat(hashes))) fault(`${path}: it is not what the tiles below it make.`);
      if (hashes.length === width) {
        const within = new Tree();
        hashes.forEach((hash) => within.add(hash));
        above.push(within.root);
      }
    }
    below = above;
  }
} catch (error) {
  fault(error.message);
}

for (const each of faults) console.log(each);
console.log(`${tree.size} lines checked${since ? `, with the way on from ${since.size}` : ""}; root ${tree.root.toString("hex")}: ${faults.length === 0 ? "all holds" : "NOT as written"}`);
process.exit(faults.length === 0 ? 0 : 1);
