import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Seeded } from "../chaos/seeded.js";
import { expectMaker, makers } from "./compare.js";
import { emptyReport, fuzzMethods, fuzzPort, fuzzSocket, nodeManagerMethods, objectManagerMethods } from "./fuzzer.js";
import { describeRun, type LiveRun, repository, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";
import { isRaylet } from "./processes.js";

/**
 * Cases over all doors: at least 100,000. Only ours is attacked: stock's raylet dies of an impossible length on its
 * socket (std::bad_alloc in ClientConnection::ProcessMessageHeader, Ray 2.60.0), which NARCINE_INTEROP=stock shows.
 */
const CASES = { raylet: 45_000, plasma: 35_000, port: 10_000, methods: 12_000 };
const who = makers().includes("ours") ? "ours" : "stock";
/** With another head the raylet is the same; Ray's is only attacked when somebody asks for it. */
const isAttacked = hasOurRaylet() || who === "stock";
const scale = Number(process.env["NARCINE_TEST_SCALE"] ?? 1);

/** Resident memory of the raylet in bytes (its store's pages are shared and counted apart). */
const ownMemory = (live: LiveRun): number[] =>
  live
    .processes()
    .filter(isRaylet)
    .map(({ pid }) => {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    });

it.runIf(isAttacked)(
  `bad input at every door of a busy node costs nobody but its sender (${who})`,
  { timeout: 600_000 },
  async () => {
    const random = new Seeded();
    console.log(`hostile on ${who}: NARCINE_TEST_SEED=${random.seed}`);
    const report = emptyReport();
    const memory: number[][] = [];
    const run = await runProgram({
      program: join(repository, "test", "chaos", "programs", "busy.py"),
      maker: who,
      limitMs: 560_000,
      env: { NARCINE_TEST_BUSY_S: "500" },
      onNode: async (live) => {
        try {
          await live.line("READY");
          memory.push(ownMemory(live));
          const { raylet_socket: raylet, store_socket: store, node_ip: host, node_manager_port: port } = live.node;
          const token = readFileSync(join(live.folder, "home", ".ray", "auth_token"), "utf8").trim();
          const part = (cases: number): number => Math.ceil(cases * scale);
          await fuzzSocket(raylet, "raylet", part(CASES.raylet), random, report);
          await fuzzSocket(store, "plasma", part(CASES.plasma), random, report);
          await fuzzPort({ host, port }, part(CASES.port), random, report);
          await fuzzMethods({ host, port }, nodeManagerMethods, token, part(CASES.methods), random, report);
          const objects = { host, port: live.node.object_manager_port };
          await fuzzPort(objects, part(CASES.port / 10), random, report);
          await fuzzMethods(objects, objectManagerMethods, token, part(CASES.methods / 4), random, report);
          memory.push(ownMemory(live));
        } finally {
          writeFileSync(join(live.folder, "stop"), "");
        }
      },
    });
    const said = `seed ${random.seed}, ${JSON.stringify([...report.kinds])}\n${describeRun(run)}`;
    expect(run.facts["busy"], said).toEqual({
      wrong: [],
      several_rounds: true,
      fragile_wrong: 0,
      fragile_errors: [],
      undocumented: [],
    });
    expect(report.cases, said).toBeGreaterThanOrEqual(100_000 * scale);
    expect(report.keptOpen.slice(0, 5), said).toEqual([]);
    expect(report.unreached.slice(0, 5), said).toEqual([]);
    expectMaker(run);
    expect(run.exitCode, said).toBe(0);
    expect(run.leftovers, said).toEqual([]);
    if (who === "stock") return;
    // Each door says why it turned somebody away.
    for (const reason of [/cookie/i, /length|too (long|large)/i, /token|authenticat/i, /not HTTP\/2/, /\d+ more /])
      expect(run.rayletLog, said).toMatch(reason);
    const [[before] = [], [after] = []] = memory;
    expect((after ?? 0) - (before ?? 0), `memory ${JSON.stringify(memory)}\n${said}`).toBeLessThan(300 * 1024 * 1024);
  },
);
