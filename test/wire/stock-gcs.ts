import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RpcClient, RpcError } from "../../src/native/rpc.js";
import { decode, encode, rpc } from "../../src/wire/index.js";
import { pythonWithRay } from "./python.js";

/** The installed wheel's own gcs_server on a port of its own, in a folder of its own (Ray 2.60.0, services.py). */
export class StockGcs {
  readonly address: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #token: string | null;
  #process: ChildProcess | null = null;

  private constructor(port: number, token: string | null) {
    this.#port = port;
    this.address = `127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), "narcine-gcs-"));
    this.#token = token;
  }

  /** @param token null: RAY_AUTH_MODE=disabled */
  static async start(client: RpcClient, token: string | null): Promise<StockGcs> {
    const gcs = new StockGcs(await freePort(), token);
    try {
      await gcs.run(client);
    } catch (error) {
      await gcs.stop();
      throw error;
    }
    return gcs;
  }

  /** Starts the process, again after `kill`, and waits until it answers. */
  async run(client: RpcClient): Promise<void> {
    const session = join(this.#folder, randomBytes(4).toString("hex"));
    mkdirSync(join(session, "logs"), { recursive: true });
    const flags = {
      log_dir: join(session, "logs"),
      config_list: Buffer.from("{}").toString("base64"),
      gcs_server_port: `${this.#port}`,
      "metrics-agent-port": "0",
      "node-ip-address": "127.0.0.1",
      "session-name": "session_test",
      "ray-commit": "",
      "session-dir": session,
      "node-id": randomBytes(28).toString("hex"),
      stdout_filepath: join(session, "logs/gcs_server.out"),
      stderr_filepath: join(session, "logs/gcs_server.err"),
    };
    const log = openSync(join(session, "logs/start.log"), "a");
    this.#process = spawn(
      join(rayFolder(), "core/src/ray/gcs/gcs_server"),
      Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
      {
        stdio: ["ignore", log, log],
        env: {
          ...process.env,
          RAY_AUTH_MODE: this.#token === null ? "disabled" : "token",
          ...(this.#token === null ? {} : { RAY_AUTH_TOKEN: this.#token }),
        },
      },
    );
    await this.#untilItAnswers(client, session);
  }

  async #untilItAnswers(client: RpcClient, session: string): Promise<void> {
    const { getClusterId } = rpc.NodeInfoGcsService;
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (this.#process?.exitCode !== null) break;
      try {
        const options = { timeoutMs: 2_000 };
        const reply = await client.call(this.address, getClusterId.path, encode(getClusterId.request, {}), options);
        decode(getClusterId.reply, reply);
        return;
      } catch (error) {
        if (error instanceof RpcError && error.codeName === "UNAUTHENTICATED") throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    throw new Error(`gcs_server did not answer; its logs are in ${session}`);
  }

  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function rayFolder(): string {
  const code = "import importlib.util as u; print(u.find_spec('ray').submodule_search_locations[0])";
  return execFileSync(pythonWithRay(), ["-c", code], { encoding: "utf8" }).trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no port"));
      });
    });
  });
}
