import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const lib = join(import.meta.dirname, "..", "..", "..", "scripts", "lib");
const urlOf = (name: string) => JSON.stringify(pathToFileURL(join(lib, name)).href);
const imports = `
  import { watchLeftovers } from ${urlOf("leftovers.mjs")};
  import { run } from ${urlOf("proc.mjs")};
  import { writeFileSync } from "node:fs";
  const leftovers = watchLeftovers();
`;

describe("what a run left", () => {
  const name = `narcine-test-${process.pid}`;
  const opened = join("/dev/shm", `${name}-open`);
  const left = join("/dev/shm", `${name}-left`);
  afterEach(() => {
    for (const path of [opened, left]) rmSync(path, { force: true });
  });

  const said = (text: string, env: NodeJS.ProcessEnv = {}): string =>
    spawnSync(process.execPath, ["--input-type=module", "-e", imports + text], {
      encoding: "utf8",
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    }).stdout;

  it("are files of /dev/shm that nobody uses any more, not those of another program", () => {
    const text = `
      // Another program's: it lives on when the run is over.
      import { spawn } from "node:child_process";
      const other = spawn("sh", ["-c", "exec 9>${opened}; echo open; exec sleep 30"], { stdio: ["ignore", "pipe", "ignore"] });
      await new Promise((resolve) => other.stdout.once("data", resolve));
      writeFileSync(${JSON.stringify(left)}, "");
      const found = (await leftovers.check()).filter((path) => path.includes(${JSON.stringify(name)}));
      console.log(found.join());
      other.kill();`;
    expect(said(text)).toBe(`${left}\n`);
  });

  it("is of a cluster of its own, not of the one that this shell is set to", () => {
    const text = `
      const { output } = await run(["sh", "-c", "echo \${RAY_ADDRESS-none} $RAY_TMPDIR"], { env: leftovers.env, output: "keep" });
      console.log(output.trim() === "none " + leftovers.folder);
      await leftovers.check();`;
    expect(said(text, { RAY_ADDRESS: "10.0.0.1:6379" })).toBe("true\n");
  });
});
