/** What is selected in a list: some rows, or everything that matches but for some. */
export type Selection =
  { readonly all: false; readonly ids: ReadonlySet<string> } | { readonly all: true; readonly except: ReadonlySet<string> };

export const nothing: Selection = { all: false, ids: new Set() };
export const everything: Selection = { all: true, except: new Set() };

export const isSelected = (selection: Selection, id: string) => (selection.all ? !selection.except.has(id) : selection.ids.has(id));

/** How many rows that is, of a list of so many. */
export const sizeOf = (selection: Selection, count: number) =>
  selection.all ? Math.max(0, count - selection.except.size) : selection.ids.size;

const changed = (set: ReadonlySet<string>, ids: readonly string[], member: boolean): ReadonlySet<string> => {
  const next = new Set(set);
  for (const id of ids) {
    if (member) next.add(id);
    else next.delete(id);
  }
  return next;
};

/** Selects rows, or leaves them out. */
export function select(selection: Selection, ids: readonly string[], on: boolean): Selection {
  return selection.all ? { all: true, except: changed(selection.except, ids, !on) } : { all: false, ids: changed(selection.ids, ids, on) };
}

export function toggle(selection: Selection, id: string): Selection {
  return select(selection, [id], !isSelected(selection, id));
}

/** The rows from one place to another, whichever comes first. */
export function between(from: number, to: number): { first: number; last: number } {
  return { first: Math.min(from, to), last: Math.max(from, to) };
}
