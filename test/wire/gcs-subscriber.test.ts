import { afterEach, describe, expect, test, vi } from "vitest";
import { RpcClient } from "../../src/native/rpc.js";
import { GcsSubscriber } from "../../src/runtime/gcs-subscriber.js";
import type { Logger } from "../../src/runtime/logger.js";
import { encode, type Init, type Method, rpc } from "../../src/wire/index.js";
import { StockGcs } from "./stock-gcs.js";

const { GCS_JOB_CHANNEL, RAY_ERROR_INFO_CHANNEL } = rpc.ChannelType;
const silent: Logger = { debug() {}, info() {}, warning() {}, error() {}, fatal() {} };
const soon = { timeout: 20_000, interval: 20 };

describe("GcsSubscriber with the wheel's gcs_server", () => {
  const cleanups: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function cluster(token: string | null) {
    const client = RpcClient.start({ authToken: token });
    cleanups.push(() => client.close());
    const gcs = await StockGcs.start(client, token);
    cleanups.push(() => gcs.stop());
    return { client, gcs };
  }

  function subscriber(client: RpcClient, gcs: StockGcs, service: "controlPlane" | "observability"): GcsSubscriber {
    const made = new GcsSubscriber({ client, address: gcs.address, service, logger: silent, retryMs: 50 });
    cleanups.push(() => made.close());
    return made;
  }

  async function call<Q, R>(client: RpcClient, gcs: StockGcs, method: Method<Q, R>, request: Init<Q>): Promise<void> {
    await client.call(gcs.address, method.path, encode(method.request, request), { timeoutMs: 10_000 });
  }

  const addJob = (client: RpcClient, gcs: StockGcs, jobId: string) =>
    call(client, gcs, rpc.JobInfoGcsService.addJob, {
      data: {
        jobId: Buffer.from(jobId, "hex"),
        driverIpAddress: "127.0.0.1",
        driverPid: 1,
        entrypoint: "test",
        config: {},
      },
    });

  for (const token of [null, "0123456789abcdef0123456789abcdef"]) {
    test(`jobs and errors are heard (${token === null ? "no token" : "token"})`, async () => {
      const { client, gcs } = await cluster(token);
      const heard: string[] = [];
      const controlPlane = subscriber(client, gcs, "controlPlane");
      await controlPlane.subscribe({
        channel: GCS_JOB_CHANNEL,
        key: null,
        onMessage: ({ jobMessage }) => heard.push(`${Buffer.from(jobMessage?.jobId ?? []).toString("hex")}`),
      });
      await addJob(client, gcs, "01000000");
      await addJob(client, gcs, "02000000");
      await vi.waitFor(() => expect(heard).toEqual(["01000000", "02000000"]), soon);

      const errors: string[] = [];
      const observability = subscriber(client, gcs, "observability");
      const job = Buffer.from("01000000", "hex");
      // Unlike other channels' keys this is text (Ray 2.60.0, seen).
      const errorKey = Buffer.from("01000000");
      await observability.subscribe({
        channel: RAY_ERROR_INFO_CHANNEL,
        key: errorKey,
        onMessage: ({ errorInfoMessage }) => errors.push(errorInfoMessage?.errorMessage ?? ""),
      });
      const report = (jobId: Buffer, errorMessage: string) =>
        call(client, gcs, rpc.ObservabilityPubSubService.reportJobError, {
          jobError: { jobId, type: "test", errorMessage, timestamp: 1 },
        });
      await report(job, "one");
      await report(Buffer.from("02000000", "hex"), "another job's");
      await report(job, "two");
      await vi.waitFor(() => expect(errors).toEqual(["one", "two"]), soon);

      observability.unsubscribe(RAY_ERROR_INFO_CHANNEL, errorKey);
      controlPlane.unsubscribe(GCS_JOB_CHANNEL, null);
      await controlPlane.subscribe({
        channel: GCS_JOB_CHANNEL,
        key: Buffer.from("04000000", "hex"),
        onMessage: () => {},
      });
      await addJob(client, gcs, "03000000");
      expect(heard).toHaveLength(2);
    });
  }

  test("after kill -9 and a new head the subscription is there again, and the gap is told", async () => {
    const { client, gcs } = await cluster(null);
    const heard: string[] = [];
    await subscriber(client, gcs, "controlPlane").subscribe({
      channel: GCS_JOB_CHANNEL,
      key: null,
      onMessage: ({ keyId }) => heard.push(Buffer.from(keyId).toString("hex")),
      onGap: () => heard.push("gap"),
    });
    await addJob(client, gcs, "01000000");
    await addJob(client, gcs, "02000000");
    await vi.waitFor(() => expect(heard).toHaveLength(2), soon);
    await gcs.kill();
    await gcs.run(client);
    await vi.waitFor(() => expect(heard).toEqual(["01000000", "02000000", "gap"]), soon);
    await addJob(client, gcs, "03000000");
    await vi.waitFor(() => expect(heard.slice(2)).toEqual(["gap", "03000000"]), soon);
  });
});
