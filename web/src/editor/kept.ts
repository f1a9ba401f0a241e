import { difference, isNothing, squash, type Change } from "./change";
import { Document, type Records } from "./document";
import type { Steps } from "./history";
import { sameJson } from "./json";

/**
 * What stays in the browser until the server has it: a whole document from some time ago and every change since. The document
 * is the same object until it is taken anew, so that a shelf needs to write it only then.
 */
export interface KeptDraft extends Beside {
  /** How many changes the server had acknowledged. */
  readonly saved: number;
  readonly base: Records;
  /** Acknowledged changes that `base` doesn't have yet. */
  readonly since: readonly Change[];
  readonly pending: readonly Change[];
  /** How many of `pending` were last sent as one batch: a retry repeats exactly these. */
  readonly sent: number;
  /** Which revision of the answer it corrects, null for a first answer; drafts of earlier versions don't say. */
  readonly revises?: number | null;
}

/** What is kept with a draft without being part of it. */
export interface Beside {
  readonly startedAt: number;
  readonly activeMs: number;
  /** What can be taken back and made again; drafts of earlier versions don't have it. */
  readonly steps?: Steps;
}

export interface Shelf<T> {
  read(id: string): Promise<T | null>;
  /** Says whether it outlives the tab. */
  write(id: string, value: T): Promise<boolean>;
  remove(id: string): Promise<void>;
}

export interface ServerDraft {
  readonly saved: number;
  readonly records: Records;
  /** The revision of the answer that stands, null while there is none. */
  readonly revision: number | null;
}

export interface OpenedDraft {
  readonly saved: number;
  /** The document before `pending`. */
  readonly base: Records;
  readonly pending: readonly Change[];
  readonly sent: number;
  readonly revises: number | null;
  readonly records: Records;
  /** Set when the server holds something that doesn't fit what was kept here: a person must choose. */
  readonly theirs: ServerDraft | null;
  /** What can be taken back, where `records` is the document that it was kept with. */
  readonly steps: Steps | null;
}

/** The document that a kept draft stands for. */
export function recordsOf({ base, since, pending }: Pick<KeptDraft, "base" | "since" | "pending">): Records {
  const document = new Document(base);
  for (const change of [...since, ...pending]) document.apply(change);
  return document.records();
}

export function sameRecords(a: Records, b: Records): boolean {
  return isNothing(difference(a, b));
}

/** Brings together what the server has and what this browser still kept. */
export function openDraft(server: ServerDraft, kept: KeptDraft | null): OpenedDraft {
  const fresh = {
    saved: server.saved,
    base: server.records,
    pending: [],
    sent: 0,
    revises: server.revision,
    records: server.records,
    theirs: null,
    steps: null,
  };
  if (!kept) return fresh;
  const { saved, pending, sent, revises = server.revision, steps = null } = kept;
  const records = recordsOf(kept);
  const alike = () => sameRecords(server.records, records);
  if (pending.length === 0) return alike() ? { ...fresh, steps } : fresh;
  const base = kept.since.length === 0 ? kept.base : recordsOf({ ...kept, pending: [] });
  // Answered or corrected meanwhile: neither the answer nor what was begun here may go unseen.
  if (revises !== server.revision) return alike() ? fresh : { ...fresh, base, pending, revises, records, theirs: server, steps };
  if (saved === server.saved) return { ...fresh, base, pending, sent, records, steps };

  const ahead = server.saved - saved;
  if (ahead < 0) {
    // The server was set back, for instance to a backup: everything since then is sent again.
    return { ...fresh, pending: [difference(server.records, records)], records, steps };
  }
  // The changes arrived but the reply didn't, when the server holds exactly what they led to.
  const arrived = pending.slice(0, ahead).reduce(squash, { put: {} });
  const held = Object.entries(arrived.put).every(([key, { after }]) => sameJson(server.records[key] ?? null, after));
  if (ahead <= pending.length && held) return { ...fresh, pending: pending.slice(ahead), records, steps };
  return alike() ? { ...fresh, steps } : { ...fresh, base, pending, records, theirs: server, steps };
}
