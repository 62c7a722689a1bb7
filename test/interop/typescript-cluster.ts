import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as narcine from "../../src/api/index.js";
import { type FinishedRun, type LiveRun, type Maker, type Mix, programFolder, runProgram } from "./harness.js";

/** Runs `body` as a driver on a cluster of `maker`, whose head is at `address`; the cluster is ended, and looked over, afterwards. */
export async function onCluster(
  maker: Maker,
  body: (live: LiveRun, address: string, session: narcine.Session) => Promise<void>,
  mix?: Mix,
  program = "host.py",
): Promise<FinishedRun> {
  return runProgram({
    program: join(programFolder, program),
    maker,
    ...(mix === undefined ? {} : { mix }),
    limitMs: 280_000,
    onNode: async (live) => {
      try {
        const address = ((await live.line("HEAD")) as { address: string }).address;
        const file = join(live.folder, "home", ".ray", "auth_token");
        // A cluster whose head a program starts by itself has none.
        const token = existsSync(file) ? { authToken: readFileSync(file, "utf8") } : {};
        const session = await narcine.init({ address, ...token, pythonPath: [programFolder], logToDriver: false });
        await body(live, address, session);
      } finally {
        await narcine.shutdown();
        writeFileSync(join(live.folder, "stop"), "");
      }
    },
  });
}

export { failure } from "./typescript-on-both.js";
