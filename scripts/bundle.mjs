// Makes one file of each of our long-lived processes (dist/bundle), and keeps the code that V8 makes of the head:
// bin/load.cjs says what for. Needs `tsc` before it. Names are kept and nothing is made shorter: stacks and profiles are read by people.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { at } from "./lib/project.mjs";

const { codeFileOf } = createRequire(import.meta.url)("../bin/load.cjs");
rmSync(at("dist", "bundle"), { recursive: true, force: true });
mkdirSync(at("dist", "bundle"));
for (const name of ["raylet", "head", "node-with-head"]) await bundle(name);
await startHead();

async function bundle(name) {
  const made = await rolldown({ input: at("dist", "cli", "processes", `${name}.js`), platform: "node" });
  const { output } = await made.generate({ format: "cjs", codeSplitting: false });
  const [{ code }] = output;
  const ascii = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const hash = createHash("sha256").update(ascii).digest("hex").slice(0, 16);
  writeFileSync(at("dist", "bundle", `${name}.cjs`), `// ${hash}\n${ascii}`);
}

/**
 * Whoever starts without kept code keeps it once it is up. A head needs nothing but the addon for that, so it does so here; where
 * the addon is not there yet it ends.
 */
async function startHead() {
  const folder = mkdtempSync(join(tmpdir(), "narcine-bundle-"));
  const flags = [
    "--gcs_server_port=0",
    "--node-ip-address=127.0.0.1",
    `--session-dir=${folder}`,
    `--log_dir=${folder}`,
  ];
  const head = spawn(process.execPath, [at("bin", "gcs-server.cjs"), ...flags], { stdio: "ignore" });
  let isOver = false;
  const ended = new Promise((resolve) => head.once("exit", resolve).once("error", resolve));
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && !existsSync(codeFileOf("head"))) await new Promise((resolve) => setTimeout(resolve, 20));
  head.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
