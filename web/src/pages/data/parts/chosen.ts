import type { UploadSource } from "@/api/upload";

/** What somebody chose to bring in: files of this computer, or a folder that lies on the server. */
export type Chosen =
  | {
      readonly from: "files";
      readonly name: string;
      readonly files: readonly UploadSource[];
      readonly bytes: number;
      readonly folder: boolean;
    }
  | { readonly from: "server"; readonly name: string; readonly root: string; readonly path: string };

export type Kind = "picture" | "table" | "archive" | "other";

/** What is in it, as far as names tell. */
export interface Found {
  readonly pictures: readonly UploadSource[];
  readonly tables: readonly UploadSource[];
  readonly archives: readonly UploadSource[];
  /** Nothing that could be labelled. */
  readonly others: readonly UploadSource[];
  readonly empty: readonly UploadSource[];
  /** What systems leave in folders; nobody misses it. */
  readonly litter: number;
}

const pictureEndings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"];
const archiveEndings = [".zip", ".tar", ".tar.gz", ".tgz"];
/** What a browser can show by itself. */
const shownEndings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];
const litter = /(^|\/)(\.[^/]*|__MACOSX\/.*|thumbs\.db|desktop\.ini)$/i;

const endsWith = (path: string, endings: readonly string[]) => endings.some((ending) => path.toLowerCase().endsWith(ending));

export const isPicture = (path: string): boolean => endsWith(path, pictureEndings);
export const isArchive = (path: string): boolean => endsWith(path, archiveEndings);
export const isJson = (path: string): boolean => endsWith(path, [".json"]);
export const isLitter = (path: string): boolean => litter.test(path);
export const isShown = (path: string): boolean => endsWith(path, shownEndings);

export function kindOf(path: string, tableEndings: readonly string[]): Kind {
  return isPicture(path) ? "picture" : isArchive(path) ? "archive" : endsWith(path, tableEndings) ? "table" : "other";
}

/** Everything that a file chooser can offer. */
export function accepted(tableEndings: readonly string[]): string {
  return [...tableEndings, ...pictureEndings, ...archiveEndings].join(",");
}

export function recognise(files: readonly UploadSource[], tableEndings: readonly string[]): Found {
  const found = { picture: [], table: [], archive: [], other: [] } as Record<Kind, UploadSource[]>;
  const empty: UploadSource[] = [];
  let left = 0;
  for (const one of files) {
    const kind = kindOf(one.path, tableEndings);
    // A single file is what was meant, whatever it is called: its format can be chosen.
    if (isLitter(one.path) && files.length > 1) left += 1;
    else if (one.file.size === 0) empty.push(one);
    else found[kind === "other" && files.length === 1 ? "table" : kind].push(one);
  }
  // What is JSON beside pictures says what is in them: no items come of it.
  const about = found.picture.length > 0 ? found.table.filter(({ path }) => isJson(path)) : [];
  return {
    pictures: found.picture,
    tables: found.table.filter((one) => !about.includes(one)),
    archives: found.archive,
    others: [...about, ...found.other],
    empty,
    litter: left,
  };
}

/** What is sent: what can be labelled. The rest is named on the screen and stays here. */
export function worthSending({ pictures, tables, archives }: Found): UploadSource[] {
  return [...tables, ...pictures, ...archives];
}

const nameOf = (files: readonly UploadSource[], several: (n: number) => string) => {
  const [first] = files;
  const tops = new Set(files.map(({ path }) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "")));
  const [top] = tops;
  return tops.size === 1 && top ? top : files.length === 1 && first ? first.path : several(files.length);
};

export function chosenFiles(files: readonly UploadSource[], several: (n: number) => string): Chosen {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return { from: "files", name: nameOf(files, several), files, bytes, folder: files.some(({ path }) => path.includes("/")) };
}

/** Files of a chooser; those of a folder with their path in it. */
export function fromList(files: readonly File[]): UploadSource[] {
  return files.map((file) => ({ file, path: file.webkitRelativePath || file.name })).sort(byPath);
}

/** Files that were dropped, and those in folders that were dropped, however deep. To be called while the drop is handled. */
export function fromDrop(transfer: DataTransfer, progress: (files: number) => void): Promise<UploadSource[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const plain = [...transfer.files].map((file) => ({ file, path: file.name }));
  return entries.length === 0 ? Promise.resolve(plain) : readEntries(entries, progress);
}

async function readEntries(entries: readonly FileSystemEntry[], progress: (files: number) => void): Promise<UploadSource[]> {
  const found: UploadSource[] = [];
  const left = [...entries];
  for (let entry = left.pop(); entry; entry = left.pop()) {
    if (entry.isDirectory) left.push(...(await filesIn(entry as FileSystemDirectoryEntry)));
    else {
      found.push({ file: await fileOf(entry as FileSystemFileEntry), path: entry.fullPath.replace(/^\/+/, "") });
      if (found.length % 100 === 0) progress(found.length);
    }
  }
  return found.sort(byPath);
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function filesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // A reader hands out a hundred or so at a time, and nothing when there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

const collator = new Intl.Collator("en", { numeric: true });
const byPath = (a: UploadSource, b: UploadSource) => collator.compare(a.path, b.path);
