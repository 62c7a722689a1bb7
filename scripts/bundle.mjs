// Makes one file of each of our long-lived processes (dist/bundle), and keeps the code that V8 makes of the head:
// bin/load.cjs says what for. Needs `tsc` before it. Names are kept and nothing is made shorter: stacks and profiles are read by people.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { at } from "./lib/project.mjs";

const { codeFileOf } = createRequire(import.meta.url)("../bin/load.cjs");

async function bundle(name) {
  const made = await rolldown({ input: at("dist", "cli", "processes", `${name}.js`), platform: "node" });
  const { output } = await made.generate({ format: "cjs", codeSplitting: false });
  const [{ code, fileName, dynamicImports }] = output;
  const outside = dynamicImports.filter((each) => each !== fileName);
  if (outside.length > 0) {
    const help = "a script cannot; process.getBuiltinModule can";
    throw new Error(`${name} loads ${outside.join(", ")} by import() while it runs, which ${help}`);
  }
  const ascii = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const hash = createHash("sha256").update(ascii).digest("hex").slice(0, 16);
  writeFileSync(at("dist", "bundle", `${name}.cjs`), `// ${hash}\n${ascii}`);
}

/**
 * Whoever starts without kept code keeps it once it is up. A head needs nothing but the addon for that, so it does so here, and
 * as one that comes back: what brings actors back is called for each of thousands. Where there is no addon yet, or one of other
 * sources, nothing is kept before a cluster starts.
 */
async function startHead() {
  if (!existsSync(at("build", "narcine.node"))) return;
  const folder = mkdtempSync(join(tmpdir(), "narcine-bundle-"));
  try {
    const first = new StartedHead(folder, { NARCINE_BUNDLE: "off" });
    await first.until(() => first.port() !== null);
    await registerActor(`127.0.0.1:${first.port()}`);
    await first.end("SIGKILL");
    const second = new StartedHead(folder, {});
    await second.until(() => existsSync(codeFileOf("head")));
    await second.end("SIGTERM");
  } catch (error) {
    console.warn(`V8's code of the head is not kept yet: ${error.message}`);
  } finally {
    for (const head of StartedHead.all) await head.end("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function registerActor(address) {
  const { RpcClient } = await import("../dist/native/rpc.js");
  const { encode, rpc } = await import("../dist/wire/index.js");
  const client = RpcClient.start({ authToken: null });
  const id = (length) => Buffer.alloc(length, 1);
  const taskSpec = {
    type: rpc.TaskType.ACTOR_CREATION_TASK,
    jobId: id(4),
    callerAddress: { nodeId: id(28), workerId: id(28), ipAddress: "127.0.0.1", port: 1 },
    actorCreationTaskSpec: { actorId: id(16), isDetached: true, name: "a", rayNamespace: "n" },
  };
  const { path } = rpc.ActorInfoGcsService.registerActor;
  await client.call(address, path, encode(rpc.RegisterActorRequest, { taskSpec }));
  client.close();
}

const UP_WITHIN_MS = 60_000;

class StartedHead {
  static all = [];
  #folder;
  #process;
  #ended;

  constructor(folder, env) {
    this.#folder = folder;
    const where = ["--gcs_server_port=0", "--node-ip-address=127.0.0.1", `--node-id=${"ab".repeat(28)}`];
    const flags = [...where, `--session-dir=${folder}`, `--log_dir=${folder}`];
    const command = [at("bin", "gcs-server.cjs"), ...flags];
    const environment = {
      ...process.env,
      RAY_AUTH_MODE: "disabled",
      RAY_gcs_storage: "",
      RAY_USE_TLS: "0",
      NARCINE_HEAD_STORAGE: "",
      ...env,
    };
    this.#process = spawn(process.execPath, command, { stdio: "ignore", env: environment });
    StartedHead.all.push(this);
    this.#ended = new Promise((resolve) => this.#process.once("exit", resolve).once("error", resolve));
  }

  port() {
    try {
      return readFileSync(join(this.#folder, `gcs_server_port_${"ab".repeat(28)}`), "utf8");
    } catch {
      return null;
    }
  }

  async until(condition) {
    const deadline = Date.now() + UP_WITHIN_MS;
    while (!condition()) {
      if (Date.now() > deadline)
        throw new Error(`the head was not up, or its code not kept, within ${UP_WITHIN_MS / 1_000} s`);
      if (this.#process.exitCode !== null) throw new Error(`the head ended with ${this.#process.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async end(signal) {
    this.#process.kill(signal);
    await this.#ended;
  }
}

rmSync(at("dist", "bundle"), { recursive: true, force: true });
mkdirSync(at("dist", "bundle"));
for (const name of ["raylet", "head", "node-with-head"]) await bundle(name);
await startHead();
