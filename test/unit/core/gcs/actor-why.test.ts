import { describe, expect, it } from "vitest";
import { CAUSES, isCause } from "../../../../src/core/why.js";
import { ActorBench, actorSpec, NODE } from "./actor-bench.js";

describe("why an actor is not there", () => {
  const said = (bench: ActorBench) => bench.manager.why("actor-1", bench.now).why.cause;

  it("is the one thing that has to happen next", () => {
    const bench = new ActorBench();
    expect(said(bench)).toBe("unknown");
    bench.send({ type: "registerActor", requestId: 1, spec: actorSpec() });
    expect(said(bench)).toBe("arguments");
    bench.send({ type: "createActor", requestId: 2, spec: actorSpec() });
    expect(bench.manager.why("actor-1", bench.now + 70)).toMatchObject({
      why: { cause: "node", waitingMs: 70 },
      lease: { nodeId: NODE, leaseId: "lease-1" },
    });
    const worker = { nodeId: NODE, ip: "10.0.0.1", port: 100, workerId: "worker-1" };
    const outcome = { type: "granted", worker, pid: 1, resourceMapping: [] } as const;
    bench.send({ type: "leaseReply", actorId: "actor-1", leaseId: "lease-1", nodeId: NODE, outcome });
    expect(bench.manager.why("actor-1", bench.now)).toMatchObject({ why: { cause: "constructor" }, lease: null });
    bench.send({ type: "killActor", requestId: 3, actorId: "actor-1", force: true, noRestart: true });
    expect(said(bench)).toBe("dead");
  });

  it("is that there is no node, where there is none", () => {
    const bench = new ActorBench();
    bench.send({ type: "registerActor", requestId: 1, spec: actorSpec({ isDetached: true }) });
    bench.send({ type: "createActor", requestId: 2, spec: actorSpec({ isDetached: true }) });
    bench.send({ type: "nodeDied", nodeId: NODE, death: { reason: 2, message: "" } });
    expect(said(bench)).toBe("noNode");
  });

  it("is out of a closed list", () => {
    expect(Object.keys(CAUSES).every(isCause)).toBe(true);
    expect(isCause("toString")).toBe(false);
  });
});
