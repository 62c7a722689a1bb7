// One set-up of a checkout at a time: npm and pip side by side in one folder leave a mixture, which either stamps as done.
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { StoppedError, stopCode } from "./proc.mjs";

const lookEveryMs = 200;

/**
 * Does `action` while no other process of this machine does one for the same folder.
 * @param {string} folder
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 * @template T
 * @throws StoppedError
 */
export async function oneAtATime(folder, say, action) {
  const id = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 32);
  let hasSaid = false;
  for (;;) {
    // A name that begins with a zero is in no folder, and the kernel takes it back when its process ends, however it does.
    const held = await listen(`\0narcine-setup-${id}`);
    if (held !== null) return action().finally(() => held.close());
    if (!hasSaid) say("setup: waits for another one of this checkout");
    hasSaid = true;
    await sleep(lookEveryMs);
    if (stopCode() !== null) throw new StoppedError();
  }
}

/** Null: another process has the name. */
function listen(path) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => (error.code === "EADDRINUSE" ? resolve(null) : reject(error)));
    server.listen(path, () => resolve(server));
  });
}
