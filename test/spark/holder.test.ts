import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { HeadSpec } from "../../src/spark/holder/spec.js";
import { mounted, OF_RAY, realSpec, Scene, startHolder } from "./harness.js";

const headSpec: HeadSpec = {
  port: 0,
  clientPort: 0,
  dashboard: false,
  dashboardPort: null,
  systemConfig: {},
  autoscaling: null,
  idleLimitMs: null,
};

describe("the holder of a node", () => {
  // One head for all tests; each has a worker of its own.
  let head: Scene;
  let news: Record<string, unknown>;
  let scene: Scene;

  beforeAll(async () => {
    head = new Scene();
    const request = { cpus: 0, gpus: 0, heapMemory: null, objectStoreMemory: null };
    const held = startHolder(head, realSpec(head, "head", { role: "head", head: headSpec, request }));
    news = await held.event("head");
  });
  afterAll(() => head.end());
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.end());

  const worker = (some: Parameters<typeof realSpec>[2] = {}) =>
    realSpec(scene, "node-1.0", {
      headAddress: news["address"] as string,
      controlAddress: news["controlAddress"] as string,
      ...some,
    });

  const expectNothingLeft = async () => {
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
  };

  it("says that the cluster is idle once it was told that it is up, and not before", async () => {
    const request = { cpus: 0, gpus: 0, heapMemory: null, objectStoreMemory: null };
    const spec = realSpec(scene, "head", { role: "head", head: { ...headSpec, idleLimitMs: 200 }, request });
    const held = startHolder(scene, spec);
    await held.event("ready", 60_000);
    await sleep(1_000);
    expect(held.said.all.filter((line) => line.includes("idle"))).toEqual([]);
    held.child.stdin?.write('{"up":true}\n');
    expect(await held.event("idle")).toEqual({ event: "idle", minutes: 200 / 60_000 });
  });

  it("starts it, and ends it with everything below when its carrier closes the pipe", async () => {
    const held = startHolder(scene, worker());
    const ready = await held.event("ready", 60_000);
    expect(ready["memory"]).toMatchObject({ heapMemory: 500 * 1024 ** 2, objectStoreMemory: 100 * 1024 ** 2 });
    expect(
      scene
        .processes()
        .map(({ line }) => line)
        .join("\n"),
    ).not.toContain("0123456789abcdef");
    held.child.stdin?.end();
    expect(await held.event("ended", 5000)).toMatchObject({ reason: "its carrier is gone" });
    await expectNothingLeft();
    // The logs were copied while it ran, and to their end.
    const kept = join(scene.folder, "logs", "node-1.0");
    expect(readFileSync(join(kept, "raylet.out"), "utf8")).toContain("(raylet)");
    expect(held.stderr()).toBe("");
  });

  it("ends on SIGTERM", async () => {
    const told = startHolder(scene, worker());
    await told.event("ready", 60_000);
    told.child.kill("SIGTERM");
    expect(await told.event("ended", 5000)).toMatchObject({ reason: "received SIGTERM" });
    await expectNothingLeft();
  });

  it("is ended itself by kill -9, and its node with it", async () => {
    const held = startHolder(scene, worker());
    await held.event("ready", 60_000);
    held.child.kill("SIGKILL");
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
  });

  it("says why when the raylet is killed, and leaves nothing", async () => {
    const held = startHolder(scene, worker());
    await held.event("ready", 60_000);
    const raylet = scene.processes().find(({ line }) => line.startsWith("raylet "));
    process.kill(raylet?.pid as number, "SIGKILL");
    expect((await held.event("failed", 5000))["message"]).toMatch(/^raylet ended by SIGKILL/);
    await held.event("ended", 5000);
    await expectNothingLeft();
  });

  it.each([
    [
      "more CPUs than there are",
      { request: { cpus: 4000, gpus: 0, heapMemory: null, objectStoreMemory: null } },
      "4000 CPUs",
    ],
    ["another Ray", { rayVersion: "2.59.0" }, "the head runs Ray 2.60.0"],
    ["another token", { token: "f".repeat(64) }, "the token is another cluster's"],
    ["a head that is not there", { controlAddress: "127.0.0.1:1" }, "spark.driver.host"],
    ["a folder too deep", { tempDir: `/tmp/${"x".repeat(90)}` }, "bytes too long for unix sockets"],
    ["no raylet", { makers: { raylet: "stock", gcs: "stock" }, rayFolder: "/nowhere" }, "raylet"],
  ] as const)("says within seconds what is wrong: %s", async (_, some, words) => {
    const held = startHolder(scene, worker(some));
    expect((await held.event("failed", 10_000))["message"]).toContain(words);
    await held.event("ended", 5000);
    await expectNothingLeft();
  });

  it("says that the disk is full", async () => {
    const folder = join(scene.folder, "ray");
    const held = startHolder(scene, worker(), mounted(`mount -t tmpfs -o size=32k none ${folder}`));
    expect((await held.event("failed", 10_000))["message"]).toMatch(/the disk with \S+ is full|ENOSPC/);
    await held.event("ended", 5000);
    await expectNothingLeft();
  });

  it("says that /dev/shm is small; a node that may mount a store of its own runs all the same", async () => {
    const held = startHolder(scene, worker(), mounted("mount -t tmpfs -o size=16m none /dev/shm"));
    const { memory } = (await held.event("ready", 60_000)) as { memory: { warnings: string[] } };
    expect(memory.warnings.join("\n")).toContain("make /dev/shm larger");
    held.child.stdin?.end();
    await held.event("ended", 5000);
    await expectNothingLeft();
  });

  it("refuses what is no spec, and never echoes it", async () => {
    const held = startHolder(scene, { ...worker(), request: 7 as never });
    const { message } = await held.event("failed");
    expect(message).toContain("misstates request");
    expect(message).not.toContain("0123456789abcdef");
    await held.event("ended");
  });

  it("ends when the head does", async () => {
    const own = new Scene();
    try {
      const request = { cpus: 0, gpus: 0, heapMemory: null, objectStoreMemory: null };
      const held = startHolder(own, realSpec(own, "head", { role: "head", head: headSpec, request }));
      const { address, controlAddress } = await held.event("head");
      const node = startHolder(scene, worker({ headAddress: `${address}`, controlAddress: `${controlAddress}` }));
      await node.event("ready", 60_000);
      held.child.kill("SIGKILL");
      expect(await node.event("ended", 5000)).toMatchObject({ reason: "the head is gone" });
      await expectNothingLeft();
      expect(await own.leftOf(OF_RAY)).toEqual([]);
    } finally {
      await own.end();
    }
  });
});
