/**
 * As much of the beginning of a table as makes whole rows: it ends with a line break that isn't inside quotes, so that
 * the last row isn't reported as broken where it was only cut.
 */
export async function firstPart(file: Blob, most: number): Promise<Blob> {
  if (file.size <= most) return file;
  const bytes = new Uint8Array(await file.slice(0, most).arrayBuffer());
  let quoted = false;
  let [outside, any] = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0x22) quoted = !quoted;
    if (byte !== 0x0a) return;
    any = at + 1;
    if (!quoted) outside = at + 1;
  });
  // A stray quote may have turned everything after it inside out.
  const end = outside > most / 2 ? outside : any;
  return file.slice(0, end || most);
}
