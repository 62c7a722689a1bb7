/** Prints what this job's workers print, as Ray's drivers do: who said it, then the line. */
import type { JobId } from "../ids/index.js";
import type { GcsSubscriber } from "../runtime/gcs-subscriber.js";
import { rpc } from "../wire/index.js";

export async function printWorkerLogs(subscriber: GcsSubscriber, jobId: JobId): Promise<void> {
  await subscriber.subscribe({
    channel: rpc.ChannelType.RAY_LOG_CHANNEL,
    key: null,
    onMessage: ({ logBatchMessage: batch }) => {
      if (batch === null || batch.jobId !== jobId) return;
      const who = batch.actorName || batch.taskName;
      const prefix = `(${who === "" ? "" : `${who} `}pid=${batch.pid}, ip=${batch.ip})`;
      const text = batch.lines.map((line) => `${prefix} ${line}\n`).join("");
      (batch.isError ? process.stderr : process.stdout).write(text);
    },
  });
}
