import type { AnswerDocument, Ontology, TakeTaskResponse } from "@/api/types";
import { sameChange, type Change } from "@/editor/change";
import { Document } from "@/editor/document";
import type { Json } from "@/editor/json";
import { toDocument, toRecords } from "@/editors/document";

const option = (name: string) => ({ name, title: name, hotkey: null, help: "" });

const asked = { required: false, help: "", options: [], min: null, max: null, when: null };

const ontology: Ontology = {
  version: 1,
  classes: [],
  relations: [],
  questions: [
    { ...asked, name: "topic", title: "Topic", kind: "choice", required: true, options: ["a", "b", "c"].map(option) },
    { ...asked, name: "note", title: "Note", kind: "text" },
  ],
};

type State = TakeTaskResponse["assignment"]["state"];

interface Held {
  readonly id: string;
  state: State;
  reason: string | null;
  revision: number;
  answer: AnswerDocument | null;
  readonly changes: Change[];
  readonly saved: number;
}

interface Fault {
  readonly status: number;
  readonly title?: string;
  readonly code?: string;
  readonly [more: string]: unknown;
}

interface Options {
  readonly params: { readonly path: { readonly id: string }; readonly header?: { readonly "Idempotency-Key": string } };
  readonly body?: unknown;
}

/** The server's side of the labelling page for one member, in memory; any route can be made to fail. */
export class FakeApi {
  readonly log: string[] = [];
  /** By the end of the path; an empty one is every assignment that is opened. */
  readonly refuses = new Map<string, Fault>();
  away = false;
  readonly #held: Held[];
  readonly #keys = new Set<string>();

  constructor(tasks: number) {
    this.#held = Array.from({ length: tasks }, (_, at) => {
      const changes: Change[] = [];
      const id = `a${at + 1}`;
      return {
        id,
        state: "leased",
        reason: null,
        revision: 0,
        answer: null,
        changes,
        get saved() {
          return changes.length;
        },
      };
    });
  }

  assignment(id: string): Held {
    const found = this.#held.find((each) => each.id === id);
    if (!found) throw new Error(`No assignment ${id}`);
    return found;
  }

  /** Somebody answers in a browser that isn't looked at here. */
  answer(id: string, answers: Record<string, Json>): void {
    this.#answer(this.assignment(id), { version: 1, objects: [], tracks: [], relations: [], answers });
  }

  async call(method: string, path: string, { params, body }: Options): Promise<unknown> {
    const what = path.split("/").at(-1)?.replace("{id}", "") ?? "";
    this.log.push(`${method} ${what}`);
    const refused = this.refuses.get(what);
    if (this.away || refused?.status === 0) throw new TypeError("Failed to fetch");
    const fault = refused ?? this.#do(what, params, body);
    await Promise.resolve();
    return isFault(fault)
      ? { error: fault, response: { ok: false, status: fault.status, headers: new Headers() } }
      : { data: fault, response: { ok: true, status: 200, headers: new Headers() } };
  }

  #do(what: string, { path, header }: Options["params"], body: unknown): unknown {
    if (what === "take") {
      const { holding } = body as { holding: string[] };
      const next = this.#held.find(({ id, state }) => state === "leased" && !holding.includes(id));
      return next && this.#view(next);
    }
    const held = this.assignment(path.id);
    switch (what) {
      case "":
        return this.#view(held);
      case "reopen":
      case "heartbeat":
        if (what === "reopen" && held.state === "skipped") held.state = "leased";
        return { state: held.state, expiresAt: Date.now() + 900_000 };
      case "skip":
        [held.state, held.reason] = ["skipped", (body as { reason: string }).reason];
        return undefined;
      case "drafts":
        return this.#save(held, body as { from: number; changes: Change[]; revises: number | null });
      case "submit":
        return this.#submit(held, header?.["Idempotency-Key"] ?? "", body as { document: AnswerDocument; revises: number | null });
      default:
        throw new Error(`Nobody answers to ${what}`);
    }
  }

  #save(held: Held, { from, changes, revises }: { from: number; changes: Change[]; revises: number | null }): unknown {
    if (held.answer && revises === null) return { status: 409, code: "already_submitted", title: "Answered." };
    const known = held.changes.slice(from, from + changes.length);
    const repeats = known.length === changes.length && known.every((each, at) => sameChange(each, changes[at] ?? each));
    if (!repeats && (from !== held.saved || revises !== (held.answer ? held.revision : null)))
      return {
        status: 409,
        code: "draft_conflict",
        title: "Changed.",
        saved: held.saved,
        revision: held.revision,
        document: this.#document(held),
      };
    if (!repeats) held.changes.push(...changes);
    return { saved: from + changes.length };
  }

  #submit(held: Held, key: string, { document, revises }: { document: AnswerDocument; revises: number | null }): unknown {
    if (this.#keys.has(key)) return { id: "x" };
    if (held.answer && revises === null) return { status: 409, code: "already_submitted", title: "Answered." };
    if (held.state === "cancelled") return { status: 409, code: "cancelled", title: "This task was cancelled meanwhile." };
    this.#keys.add(key);
    this.#answer(held, document);
    return { id: "x" };
  }

  #answer(held: Held, document: AnswerDocument): void {
    held.state = "submitted";
    held.answer = document;
    held.revision += 1;
    held.changes.length = 0;
  }

  #document(held: Held): AnswerDocument {
    const document = new Document(toRecords(held.answer));
    for (const change of held.changes) document.apply(change);
    return toDocument(ontology, document.records());
  }

  #view(held: Held): TakeTaskResponse {
    return {
      assignment: { id: held.id, expiresAt: Date.now() + 900_000, leaseMs: 900_000, state: held.state },
      projectId: "p",
      projectName: "Project",
      number: Number(held.id.slice(1)),
      doneToday: 0,
      about: 0,
      item: { modality: "text", text: "Words", image: null },
      ontologyVersion: 1,
      currentVersion: 1,
      ontology,
      instructions: "",
      seenInstructions: true,
      draft: { saved: held.saved, document: this.#document(held) },
      answer: held.answer && { revision: held.revision, submittedAt: 1, late: false, counted: true },
    };
  }
}

function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && typeof (value as Fault).status === "number";
}
