import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseGcsFlags } from "../../../src/gcs/flags.js";
import { Head } from "../../../src/gcs/head.js";
import { RpcClient } from "../../../src/native/rpc.js";
import type { Logger } from "../../../src/runtime/logger.js";
import { decode, encode, type Init, type Method, rpc } from "../../../src/wire/index.js";

export const nodeIdOf = (n: number) => Buffer.alloc(28, n);

/** A head in this process, and clients that speak to it over its port. */
export class HeadBench {
  readonly folder = mkdtempSync(join(tmpdir(), "narcine-head-"));
  readonly client: RpcClient;
  readonly logged: string[] = [];
  head!: Head;
  address = "";
  readonly #token: string | null;

  constructor(token: string | null = null) {
    this.#token = token;
    this.client = RpcClient.start({ authToken: token });
  }

  /** Again on the same folder after `stopHead`: the head comes back. */
  async start(config: object = {}, environment: Record<string, string> = {}): Promise<this> {
    const log = (message: string) => void this.logged.push(message);
    const logger: Logger = { debug: log, info: log, warning: log, error: log, fatal: log };
    const flags = parseGcsFlags([
      "--node_ip_address=127.0.0.1",
      `--session_dir=${this.folder}`,
      `--node_id=${"0a".repeat(28)}`,
      "--session_name=session_x",
      `--config_list=${Buffer.from(JSON.stringify(config)).toString("base64")}`,
    ]);
    const onStorageLost = (error: Error) => log(error.message);
    this.head = await Head.start({ flags, authToken: this.#token, log: logger, environment, onStorageLost });
    this.address = `127.0.0.1:${this.head.port}`;
    return this;
  }

  async call<Request, Reply>(
    method: Method<Request, Reply>,
    request: Init<Request>,
    metadata: Record<string, string> = {},
  ): Promise<Reply> {
    const body = encode(method.request, request);
    return decode(
      method.reply,
      await this.client.call(this.address, method.path, body, { timeoutMs: 20_000, metadata }),
    );
  }

  async registerNode(n: number, more: Init<rpc.GcsNodeInfo> = {}): Promise<rpc.RegisterNodeReply> {
    return this.call(rpc.NodeInfoGcsService.registerNode, {
      nodeInfo: {
        nodeId: nodeIdOf(n),
        nodeManagerAddress: "127.0.0.1",
        nodeManagerPort: 1,
        nodeName: `node-${n}`,
        resourcesTotal: { CPU: n },
        ...more,
      },
    });
  }

  stopHead(): Promise<void> {
    return this.head.stop();
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.stopHead();
    rmSync(this.folder, { recursive: true });
  }
}
