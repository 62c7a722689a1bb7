// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.

export enum DrainNodeReason {
  DRAIN_NODE_REASON_UNSPECIFIED = 0,
  DRAIN_NODE_REASON_IDLE_TERMINATION = 1,
  DRAIN_NODE_REASON_PREEMPTION = 2,
}
