/**
 * The spill files of this node: several objects lie in one file, which goes when the last of them is gone. Also which
 * directory the next file goes to, and how full the quota is.
 *
 * Invariants (validate): every file has at least one object; the bytes on disk are the sum over the files.
 */

/** Where an object lies on disk; offsets and sizes in bytes. */
export interface SpilledCopy {
  readonly path: string;
  readonly offset: number;
  /** Of its record in the file. */
  readonly size: number;
  readonly dataSize: number;
  readonly metadataSize: number;
  /** CRC32C of its record. */
  readonly crc: number;
}

/** Reads what `spilledUrl` wrote, or Ray's storage classes did; null when it is no such url. @param bytes of the object */
export function copyAt(url: string, bytes: number): SpilledCopy | null {
  const match = /^(.+)\?offset=(\d{1,15})&size=(\d{1,15})$/s.exec(url);
  if (match === null) return null;
  const [, path = "", offset, size] = match;
  return { path, offset: Number(offset), size: Number(size), dataSize: bytes, metadataSize: 0, crc: 0 };
}

interface SpillFile {
  readonly directory: number;
  readonly bytes: number;
  objects: number;
}

/** The form in which owners and other nodes name a spilled object (Ray 2.60.0, external_storage.py). */
export function spilledUrl({ path, offset, size }: SpilledCopy): string {
  return `${path}?offset=${offset}&size=${size}`;
}

export class SpillFiles {
  readonly #folders: readonly string[];
  readonly #quotaBytes: number | null;
  readonly #files = new Map<string, SpillFile>();
  /** Per directory: not to be used before this time, because its disk was full or failed. */
  readonly #notBeforeMs: number[];
  #next = 0;
  #bytes = 0;
  /** Of files that are being written. */
  #promisedBytes = 0;

  /** @param folders this node's folder in each spill directory */
  constructor(folders: readonly string[], quotaBytes: number | null) {
    this.#folders = folders;
    this.#quotaBytes = quotaBytes;
    this.#notBeforeMs = folders.map(() => 0);
  }

  get bytesOnDisk(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#files.size;
  }

  /** What the quota leaves for files that are not begun yet; without one: Infinity. */
  get roomBytes(): number {
    return this.#quotaBytes === null ? Infinity : this.#quotaBytes - this.#bytes - this.#promisedBytes;
  }

  /** The directory for the next file, in turns; null when none can take one now. */
  chooseDirectory(now: number): number | null {
    if (this.roomBytes <= 0) return null;
    for (let tried = 0; tried < this.#folders.length; tried++) {
      const directory = this.#next;
      this.#next = (this.#next + 1) % this.#folders.length;
      if ((this.#notBeforeMs[directory] ?? 0) <= now) return directory;
    }
    return null;
  }

  path(directory: number, fileName: string): string {
    return `${this.#folders[directory]}/${fileName}`;
  }

  /** A file of about so many bytes is being written; `written` or `notWritten` follows. */
  promise(bytes: number): void {
    this.#promisedBytes += bytes;
  }

  notWritten(promisedBytes: number): void {
    this.#promisedBytes -= promisedBytes;
  }

  written(promisedBytes: number, directory: number, path: string, bytes: number, objects: number): void {
    this.#promisedBytes -= promisedBytes;
    this.#files.set(path, { directory, bytes, objects });
    this.#bytes += bytes;
  }

  /** One object of the file is gone; true when it was the last: the file is forgotten and is to be deleted. */
  release(path: string): boolean {
    const file = this.#files.get(path);
    if (file === undefined) throw new Error(`spill file ${path} is not known`);
    file.objects -= 1;
    if (file.objects > 0) return false;
    this.#files.delete(path);
    this.#bytes -= file.bytes;
    // What was full may have room now.
    this.#notBeforeMs[file.directory] = 0;
    return true;
  }

  avoid(directory: number, untilMs: number): void {
    this.#notBeforeMs[directory] = untilMs;
  }

  /** When a directory that is avoided may be tried again, or null. */
  nextRetryMs(now: number): number | null {
    const later = this.#notBeforeMs.filter((at) => at > now);
    return later.length === 0 ? null : Math.min(...later);
  }

  /** Throws when an invariant does not hold. @param objects how many objects lie in each file, by path */
  validate(objects: ReadonlyMap<string, number>): void {
    let bytes = 0;
    for (const [path, file] of this.#files) {
      bytes += file.bytes;
      if (file.objects < 1 || file.objects !== objects.get(path)) {
        throw new Error(`spill file ${path}: counts ${file.objects} objects, has ${objects.get(path) ?? 0}`);
      }
    }
    if (objects.size !== this.#files.size)
      throw new Error(`${objects.size} spill files in use, ${this.#files.size} known`);
    if (bytes !== this.#bytes) throw new Error(`spill files have ${bytes} bytes, counted ${this.#bytes}`);
    if (this.#promisedBytes < 0) throw new Error("spill files: more bytes written than promised");
  }
}
