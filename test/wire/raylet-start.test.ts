import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RpcClient } from "../../src/native/rpc.js";
import { StockGcs } from "./stock-gcs.js";

const main = join(import.meta.dirname, "..", "..", "bin", "raylet.cjs");
const TOKEN = "5e".repeat(32);

/** A raylet that cannot start ends with a sentence for a person, and leaves nothing. */
describe("a raylet that cannot start", () => {
  let session: string;

  beforeEach(() => {
    session = mkdtempSync(join(tmpdir(), "narcine-start-"));
  });
  afterEach(() => rmSync(session, { recursive: true }));

  function start(gcsAddress: string, env: Record<string, string>, more: readonly string[] = []) {
    const flags = [
      `--raylet_socket_name=${join(session, "raylet")}`,
      `--store_socket_name=${join(session, "plasma_store")}`,
      `--node_id=${"ab".repeat(28)}`,
      "--node_ip_address=127.0.0.1",
      `--session_dir=${session}`,
      "--object_store_memory=10000000",
      `--gcs-address=${gcsAddress}`,
      ...more,
    ];
    const child = spawn(process.execPath, [main, ...flags], {
      env: { PATH: process.env["PATH"] ?? "", HOME: session, RAY_AUTH_MODE: "disabled", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    child.stderr.on("data", (text) => {
      said += text;
    });
    return new Promise<{ code: number | null; said: string }>((resolve) =>
      child.on("close", (code) => resolve({ code, said })),
    );
  }

  function expectNothingLeft(): void {
    expect(readdirSync(session).filter((name) => existsSync(join(session, name)))).toEqual([]);
  }

  test("because its head is away", async () => {
    const { code, said } = await start("127.0.0.1:1", { RAY_gcs_rpc_server_reconnect_timeout_s: "1" }, [
      "--new_flag=1",
    ]);
    expect(code, said).toBe(1);
    expect(said).toMatch(/The node could not start: The head at 127\.0\.0\.1:1 has been unreachable for 1 s/);
    expect(said, "a stack is for defects").not.toMatch(/\n +at /);
    expect(said).toMatch(/The flag --new_flag is not known to this version/);
    expectNothingLeft();
  });

  test("because its token is not the head's", async () => {
    const client = RpcClient.start({ authToken: TOKEN });
    const gcs = await StockGcs.start(client, TOKEN);
    try {
      const { code, said } = await start(gcs.address, { RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN: "11".repeat(32) });
      expect(code, said).toBe(1);
      expect(said).toMatch(/could not start: The head at .* refuses this node \(InvalidAuthToken/);
      expectNothingLeft();
    } finally {
      await gcs.stop();
      client.close();
    }
  });

  test("because TLS is asked for without its files, or a setting is no number", async () => {
    const tls = await start("127.0.0.1:1", { RAY_USE_TLS: "1" });
    expect(tls.code).toBe(1);
    expect(tls.said).toMatch(/RAY_USE_TLS=1, but RAY_TLS_SERVER_CERT is not set/);
    const setting = await start("127.0.0.1:1", { RAY_gcs_rpc_server_reconnect_timeout_s: "soon" });
    expect(setting.code).toBe(1);
    expect(setting.said).toMatch(/Ray setting gcs_rpc_server_reconnect_timeout_s is "soon", which is not a number/);
  });
});
