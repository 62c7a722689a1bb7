import { rpc } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";

/** Tells a job's drivers something, which they print. @param errorType one of Ray's names, or a name of ours */
export function publishJobError(
  { now, observability }: Pick<HeadContext, "now" | "observability">,
  { jobId, errorType, message }: { readonly jobId: string; readonly errorType: string; readonly message: string },
): void {
  const timestamp = now() / 1_000;
  const errorInfoMessage = { jobId: Buffer.from(jobId, "hex"), type: errorType, errorMessage: message, timestamp };
  // Errors are keyed by the job's id in hex (Ray 2.60.0, gcs_publisher.cc PublishError).
  observability.publish(rpc.ChannelType.RAY_ERROR_INFO_CHANNEL, Buffer.from(jobId), { errorInfoMessage });
}
