import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRayletFlags } from "../../../src/raylet/flags.js";
import { splitCommandLine } from "../../../src/raylet/worker-command.js";
import { commandLine } from "../../../src/runtime/python-commands.js";
import { sessionAt } from "../../../src/runtime/session.js";
import { type NodePlace, rayletFlags } from "../../../src/spark/holder/commands.js";
import { workerSpec } from "./specs.js";

const place: NodePlace = {
  session: sessionAt("/tmp/ray with space", "session_1"),
  spillDir: "/tmp/ray with space/spill",
  rayletSocket: "/tmp/ray with space/session_1/sockets/raylet",
  storeSocket: "/tmp/ray with space/session_1/sockets/plasma_store",
  isHead: false,
  nodeId: "0a".repeat(28),
  ip: "10.0.0.2",
  gcsAddress: "10.0.0.1:6379",
  clusterId: "0b".repeat(28),
};
const memory = { heapMemory: 1000, objectStoreMemory: 500, isOnDisk: false };

describe("a node's commands", () => {
  it("are read by the raylet as they were meant", () => {
    const spec = workerSpec({ python: "/opt/my python/bin/python", resources: { disk: 1.5 }, labels: { zone: "a" } });
    const flags = parseRayletFlags(rayletFlags(spec, place, memory, 8));
    expect(flags.unknown).toEqual([]);
    expect(Object.fromEntries(flags.staticResources)).toEqual({
      "node:10.0.0.2": 1,
      CPU: 2,
      memory: 1000,
      object_store_memory: 500,
      disk: 1.5,
    });
    expect(flags).toMatchObject({
      isHead: false,
      nodeIpAddress: "10.0.0.2",
      objectStoreMemory: 500,
      maximumStartupConcurrency: 2,
      labels: { zone: "a" },
      numPrestartPythonWorkers: 2,
    });
    const [python, setup, worker] = splitCommandLine(flags.pythonWorkerCommand);
    expect([python, setup, worker]).toEqual([
      "/opt/my python/bin/python",
      "/usr/lib/python3/site-packages/ray/_private/workers/setup_worker.py",
      "/usr/lib/python3/site-packages/ray/_private/workers/default_worker.py",
    ]);
    expect(splitCommandLine(flags.dashboardAgentCommand)).toContain("--temp-dir=/tmp/ray with space");
  });

  it("keep a store that /dev/shm has no room for on the node's disk", () => {
    const directoryOf = (isOnDisk: boolean) =>
      parseRayletFlags(rayletFlags(workerSpec(), place, { ...memory, isOnDisk }, 8)).plasmaDirectory;
    expect(directoryOf(false)).toBe("/dev/shm");
    expect(directoryOf(true)).toBe(place.session.dir);
  });

  it("never hold the token", () => {
    expect(rayletFlags(workerSpec(), place, memory, 8).join("\n")).not.toContain("a-secret-token");
  });

  it("are lines that split into the same words", () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitCommandLine(commandLine(words))).toEqual(words);
      }),
    );
  });
});
