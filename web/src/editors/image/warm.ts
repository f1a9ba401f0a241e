const kept = new Map<string, HTMLImageElement>();
const most = 3;

/** Has a picture loaded and decoded before it is needed; the last few are kept. */
export function warm(address: string): void {
  if (kept.has(address)) return;
  const image = new Image();
  image.src = address;
  // One that can't be loaded says so where it is shown.
  image.decode().catch(() => kept.delete(address));
  kept.set(address, image);
  for (const first of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(first);
  }
}
