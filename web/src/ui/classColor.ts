/** The colour of the n-th class or option, the same wherever it is drawn. */
export function classColor(index: number): string {
  return `var(--class-${index < 0 ? 8 : index % 8})`;
}
