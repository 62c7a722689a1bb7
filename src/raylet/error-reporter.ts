import { errorText } from "../runtime/errors.js";
import type { GcsClient } from "../runtime/gcs-client.js";
import type { Logger } from "../runtime/logger.js";
import { rpc } from "../wire/index.js";

/** Tells a job's driver of something it should print on its stderr: Ray's error channel (Ray 2.60.0, ReportJobError). */
export class ErrorReporter {
  readonly #gcs: GcsClient;
  readonly #log: Logger;

  constructor(gcs: GcsClient, log: Logger) {
    this.#gcs = gcs;
    this.#log = log;
  }

  /** @param jobId hex; @param type Ray's short name of the kind of error, shown in the dashboard */
  report(jobId: string, type: string, message: string, timestampSeconds: number): void {
    const jobError = { jobId: Buffer.from(jobId, "hex"), type, errorMessage: message, timestamp: timestampSeconds };
    this.#gcs.call(rpc.ObservabilityPubSubService.reportJobError, { jobError }).catch((error) => {
      this.#log.warning(`Job ${jobId} could not be told of "${message}": ${errorText(error)}`);
    });
  }
}
