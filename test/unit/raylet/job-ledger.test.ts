import { expect, it } from "vitest";
import type { WorkerPoolEvent } from "../../../src/core/worker-pool/types.js";
import { JobLedger } from "../../../src/raylet/job-ledger.js";
import type { NodeContext } from "../../../src/raylet/node-context.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";

it("tells of a job that is over with its config, which this node may never have seen", () => {
  const posted: WorkerPoolEvent[] = [];
  const ledger = new JobLedger({} as NodeContext, (event) => posted.push(event));
  const learn = (isDead: boolean) => {
    const config = { codeSearchPath: ["/code"] };
    const data = encode(rpc.JobTableData, { jobId: Buffer.from("01000000", "hex"), isDead, config });
    ledger.learn(decode(rpc.JobTableData, data));
  };
  learn(false);
  learn(true);
  const about = { jobId: "01000000", facts: { codeSearchPath: ["/code"] } };
  expect(posted).toMatchObject([
    { type: "jobStarted", ...about },
    { type: "jobFinished", ...about },
  ]);
});
