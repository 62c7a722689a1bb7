import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeRun, type Maker, programFolder, runProgram } from "./harness.js";
import { isStockRaylet } from "./processes.js";

/** Why no network namespaces can be made here (programs/hosts.py); null: they can. Tries it, in a process of its own. */
export function whyNoHosts(): string | null {
  const python = process.env["NARCINE_PYTHON"] ?? join(programFolder, "../../../.venv/bin/python");
  const { status, stderr } = spawnSync(python, ["-c", "import hosts; hosts.Hosts(1)"], {
    cwd: programFolder,
    encoding: "utf8",
    timeout: 20_000,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  return status === 0 ? null : (stderr.trim().split("\n").at(-1) ?? "it did not end");
}

/** Tests programs/cluster_hosts.py on five hosts, whose raylets are made by `mix`, the head's first. */
export function expectHosts(mix: string, { megabytes, limitMs }: { megabytes: number; limitMs: number }): void {
  const why = whyNoHosts();
  if (why !== null) console.log(`skipped, since this machine makes no network namespaces: ${why}`);
  describe.skipIf(why !== null)("five hosts with addresses of their own", () => {
    it(
      mix,
      async () => {
        const maker: Maker = mix.includes("ours") ? "ours" : "stock";
        const run = await runProgram({
          program: join(programFolder, "cluster_hosts.py"),
          args: [maker === "ours" ? mix.replaceAll("ours", "default") : mix.replaceAll("stock", "default")],
          maker,
          limitMs,
          socketFilesMayStay: mix.includes("stock"),
          env: { NARCINE_TEST_HOSTS: "1", NARCINE_TEST_LARGE: String(megabytes) },
        });
        if (process.env["NARCINE_TEST_TIMES"] !== undefined) console.log(`${mix}\n${run.stdout}\n${run.stderr}`);
        const makers = mix.split(",");
        const stockOnes = run.raylets.filter(isStockRaylet).length;
        const only = process.env["NARCINE_TEST_ONLY"]?.split(",") ?? Object.keys(right(makers));
        expect({ stockOnes, raylets: run.raylets.length }, describeRun(run)).toEqual({
          stockOnes: makers.filter((made) => made === "stock").length,
          raylets: makers.length,
        });
        for (const name of only) {
          expect({ [name]: run.facts[name] }, describeRun(run)).toEqual({ [name]: right(makers)[name] });
        }
        expect({ exitCode: run.exitCode, leftovers: run.leftovers }, describeRun(run)).toEqual({
          exitCode: 0,
          leftovers: [],
        });
      },
      limitMs + 30_000,
    );
  });
}

/** What Ray documents, which is what five nodes of stock's give. */
function right(makers: readonly string[]): Record<string, unknown> {
  const died = (type: string) => ({ type, bases: ["RayError", type], cause: null });
  const lost = {
    gone: true,
    sent: true,
    never_again: { type: "ObjectReconstructionFailedError", bases: ["ObjectLostError", "RayError"], cause: null },
    owned: { type: "OwnerDiedError", bases: ["ObjectLostError", "OwnerDiedError", "RayError"], cause: null },
    keeper: { ...died("ActorDiedError"), bases: ["ActorDiedError", "RayActorError", "RayError"] },
    restarted: true,
    worked: null,
  };
  // Its owner is a driver of Ray's, whoever made the nodes.
  const silent = { type: "GetTimeoutError", bases: ["GetTimeoutError", "RayError"], cause: null };
  // Of stock's nodes the agents may stay longer: what is left of those is no concern of ours.
  const isOurs = (number: number) => makers[number] === "ours";
  const nothingLeft = (number: number) => (isOurs(number) ? true : expect.any(Boolean));
  return {
    around: true,
    broadcast: true,
    shuffle: true,
    killed: { ...lost, nothing_left: nothingLeft(4) },
    cut_off: { ...lost, worked: silent },
    leaves: { gone: true, rebuilt: true, nothing_left: nothingLeft(2) },
  };
}
