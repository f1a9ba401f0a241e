/** A file in an archive, as the archive's own list names it. */
export interface ZipEntry {
  readonly path: string;
  readonly size: number;
  readonly packed: number;
  /** 0: as it is; 8: deflated. */
  readonly method: number;
  readonly at: number;
}

const [endMark, wideEndMark, widePlaceMark, entryMark, fileMark] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50, 0x04034b50];
const mostDirectoryBytes = 64 << 20;

/** What a zip holds, from the list at its end; null when there is none that can be read. Nothing is unpacked. */
export async function listZip(file: Blob): Promise<ZipEntry[] | null> {
  const tail = await view(file, Math.max(0, file.size - 66_000), file.size);
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== endMark) end -= 1;
  if (end < 0) return null;
  let size = tail.getUint32(end + 12, true);
  let start = tail.getUint32(end + 16, true);
  if ((start === 0xffffffff || size === 0xffffffff) && end >= 20 && tail.getUint32(end - 20, true) === widePlaceMark) {
    const at = Number(tail.getBigUint64(end - 12, true));
    const wide = await view(file, at, at + 56);
    if (wide.byteLength < 56 || wide.getUint32(0, true) !== wideEndMark) return null;
    size = Number(wide.getBigUint64(40, true));
    start = Number(wide.getBigUint64(48, true));
  }
  if (size > mostDirectoryBytes || start + size > file.size) return null;
  return entriesOf(await view(file, start, start + size));
}

function entriesOf(list: DataView): ZipEntry[] | null {
  const found: ZipEntry[] = [];
  const [utf8, old] = [new TextDecoder(), new TextDecoder("latin1")];
  for (let at = 0; at + 46 <= list.byteLength;) {
    if (list.getUint32(at, true) !== entryMark) return null;
    const [flags, method, named, extra, comment] = [8, 10, 28, 30, 32].map((place) => list.getUint16(at + place, true)) as Five;
    const [packed, size, from] = [20, 24, 42].map((place) => list.getUint32(at + place, true)) as Three;
    if (at + 46 + named > list.byteLength) return null;
    const name = new Uint8Array(list.buffer, list.byteOffset + at + 46, named);
    const path = ((flags & 0x800) !== 0 ? utf8 : old).decode(name);
    if (!path.endsWith("/")) found.push({ path, size, packed, method, at: from });
    at += 46 + named + extra + comment;
  }
  return found;
}

/** One small file out of a zip; null if it is packed in a way that only the server reads. */
export async function readZipped(file: Blob, { path, size, packed, method, at }: ZipEntry): Promise<File | null> {
  const head = await view(file, at, at + 30);
  if (head.byteLength < 30 || head.getUint32(0, true) !== fileMark || (method !== 0 && method !== 8)) return null;
  const start = at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const stored = file.slice(start, start + packed);
  if (method === 0) return new File([stored], path);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = stored.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.byteLength;
    // More than its list says: whatever it is, it isn't that picture.
    if (length > size) {
      await reader.cancel();
      return null;
    }
    parts.push(next.value);
  }
  return new File(parts, path);
}

type Three = [number, number, number];
type Five = [number, number, number, number, number];

const view = async (file: Blob, from: number, to: number) => new DataView(await file.slice(from, to).arrayBuffer());
