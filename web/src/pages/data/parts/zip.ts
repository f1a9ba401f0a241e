/** A file in an archive, as the archive's own list names it. */
export interface ZipEntry {
  readonly path: string;
  readonly size: number;
}

const [endMark, wideEndMark, widePlaceMark, entryMark] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50];
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
    const [flags, named, extra, comment] = [8, 28, 30, 32].map((place) => list.getUint16(at + place, true)) as [
      number,
      number,
      number,
      number,
    ];
    if (at + 46 + named > list.byteLength) return null;
    const name = new Uint8Array(list.buffer, list.byteOffset + at + 46, named);
    const path = ((flags & 0x800) !== 0 ? utf8 : old).decode(name);
    if (!path.endsWith("/")) found.push({ path, size: list.getUint32(at + 24, true) });
    at += 46 + named + extra + comment;
  }
  return found;
}

const view = async (file: Blob, from: number, to: number) => new DataView(await file.slice(from, to).arrayBuffer());
