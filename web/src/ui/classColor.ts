/** How many colours there are to tell classes apart. */
export const classColors = 20;

/** The colour of the n-th class or option, the same wherever it is drawn. */
export function classColor(index: number): string {
  return index < 0 ? "var(--class-none)" : `var(--class-${index % classColors})`;
}

/** The colour of a class: its own, or that of its place among the others. */
export function objectColor(classes: readonly { readonly name: string; readonly color: string | null }[], name: string): string {
  const at = classes.findIndex((each) => each.name === name);
  return classes[at]?.color ?? classColor(at);
}
