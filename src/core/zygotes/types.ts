/** What goes into and comes out of the zygotes machine (`zygotes.ts`): plain data only. Times are ms, never falling. */
import type { RuntimeEnvSpec, WorkerKey } from "../worker-pool/types.js";

export type ZygoteEvent =
  /** One worker process is wanted. Answered by exactly one `exec`, `forked` (after a `fork`) or `refuse`. */
  | {
      readonly type: "start";
      readonly workerId: WorkerKey;
      readonly runtimeEnv: RuntimeEnvSpec;
      /** Why this worker cannot be forked (`whyNoFork`), or null. */
      readonly ruledOut: string | null;
    }
  /** The zygote of the empty runtime environment is wanted, ahead of the first worker. */
  | { readonly type: "warmUp" }
  /** It has imported everything. */
  | { readonly type: "ready"; readonly zygoteId: number; readonly modules: number }
  /** It says that no worker can be forked in it; what it was asked for before is still answered. */
  | { readonly type: "unfit"; readonly zygoteId: number; readonly why: string }
  | { readonly type: "forked"; readonly zygoteId: number; readonly workerId: WorkerKey }
  | { readonly type: "forkFailed"; readonly zygoteId: number; readonly workerId: WorkerKey; readonly why: string }
  /** It could not be started, or its channel is at its end: nothing more will be heard of it. */
  | { readonly type: "gone"; readonly zygoteId: number; readonly why: string }
  | { readonly type: "tick" }
  | { readonly type: "shutdown" };

export type ZygoteEffect =
  /** Start a zygote. Answered by `ready`, `unfit` or `gone`, and always by one `gone` in the end. */
  | { readonly type: "startZygote"; readonly zygoteId: number; readonly runtimeEnv: RuntimeEnvSpec }
  /** Answered by `forked` or `forkFailed`, or by `gone` of the zygote. */
  | { readonly type: "fork"; readonly zygoteId: number; readonly workerId: WorkerKey }
  /** Start this worker's process the usual way. */
  | { readonly type: "exec"; readonly workerId: WorkerKey }
  /** This worker is not started at all: the node leaves. */
  | { readonly type: "refuse"; readonly workerId: WorkerKey; readonly why: string }
  /** `force`: at once. Otherwise it answers what it was asked and ends. */
  | { readonly type: "stopZygote"; readonly zygoteId: number; readonly force: boolean }
  | { readonly type: "log"; readonly level: "info" | "warn"; readonly message: string };

export interface ZygoteLimits {
  /** `NARCINE_ZYGOTE`: false = every worker by exec. */
  readonly isOn: boolean;
  /** A zygote that is not warm by then is given up. */
  readonly warmUpLimitMs: number;
  /** Zygotes of runtime environments end when no worker was wanted of them for so long. */
  readonly idleMs: number;
  /** Zygotes of runtime environments at one time, each of some 60 MiB. */
  readonly maxOfRuntimeEnvs: number;
  /** Zygotes of one environment that may end before they are warm; then it has none any more. */
  readonly maxFailures: number;
  /** Runtime environments remembered: those that had one worker, and those without a zygote for good. */
  readonly maxRemembered: number;
}

export const DEFAULT_ZYGOTE_LIMITS: ZygoteLimits = {
  isOn: true,
  warmUpLimitMs: 20_000,
  idleMs: 60_000,
  maxOfRuntimeEnvs: 8,
  maxFailures: 2,
  maxRemembered: 1_000,
};
