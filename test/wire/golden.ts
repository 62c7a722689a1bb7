import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./python.js";

/** One recorded body of test/wire/golden. */
export interface Golden {
  /** ">" to the server, "<" from it. */
  readonly direction: string;
  readonly type: number;
  readonly name: string;
  readonly body: Buffer;
}

export function goldenBodies(file: string): readonly Golden[] {
  return readFileSync(join(repositoryRoot, "test/wire/golden", file), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [direction, type, name, hex] = line.split(" ") as [string, string, string, string];
      return { direction, type: Number(type), name, body: Buffer.from(hex === "-" ? "" : hex, "hex") };
    });
}
