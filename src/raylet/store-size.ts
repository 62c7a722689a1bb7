/** What the object store may be, and a warning when that is less than what was asked. */
export interface StoreSize {
  readonly capacityBytes: number;
  readonly warning: string | null;
}

/** Ray on Databricks' rule: no store takes more than this part of /dev/shm, shared by the nodes of the host. */
const SHM_PART = 0.8;

/**
 * The documented 0.8 rule: the store never exceeds size of /dev/shm x 0.8 / local nodes. Beyond it a write could find
 * no page and kill the writer (SIGBUS).
 *
 * @param askedBytes `--object_store_memory`
 * @param directoryBytes size of the file system of `--plasma_directory`
 * @param localNodes Ray nodes that share this host
 */
export function storeSize(
  askedBytes: number,
  directory: string,
  directoryBytes: number,
  localNodes: number,
): StoreSize {
  const cap = Math.floor((directoryBytes / localNodes) * SHM_PART);
  if (askedBytes <= cap) return { capacityBytes: askedBytes, warning: null };
  return {
    capacityBytes: cap,
    warning:
      `The object store is ${cap} bytes instead of the ${askedBytes} asked for: ${directory} has ${directoryBytes} bytes, ` +
      `and ${localNodes} node(s) of this host share ${SHM_PART * 100} % of it. Enlarge it (docker run --shm-size) or lower --object-store-memory.`,
  };
}
