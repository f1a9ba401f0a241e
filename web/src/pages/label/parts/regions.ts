const focusable = "button:not([disabled]), a[href], input, textarea, select, [tabindex='0']";

/** Takes the keyboard from one part of the page to the next and round again: what is labelled, the panel, the head. */
export function toNextRegion(frame: HTMLElement | null): void {
  const regions = [...(frame?.querySelectorAll<HTMLElement>("[data-surface], [data-region]") ?? [])];
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  // Who is nowhere has their hands on what is labelled.
  const at = here < 0 ? regions.findIndex((region) => region.dataset["surface"] !== undefined) : here;
  for (let step = 1; step <= regions.length; step += 1) {
    const region = regions[(at + step + regions.length) % regions.length];
    const target = region?.tabIndex === 0 ? region : region?.querySelector<HTMLElement>(focusable);
    target?.focus();
    if (target && document.activeElement === target) return;
  }
}
