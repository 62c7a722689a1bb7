import { concatFields, rawFields } from "./raw-fields.js";

/**
 * A field of ours in messages of Ray's, by which our processes find each other and agree on more than Ray's protocol has:
 * stock passes over it, as protobuf does with any field that it does not know.
 */
const OWN_FIELD = 1000;

export const OwnField = {
  /** In PullRequest: objects may be sent as a stream (crates/transfer/src/stream.rs). */
  stream: Buffer.from("narcine-stream-1"),
  /**
   * In PrepareBundleResourcesRequest: the group has bundles on this node alone, so what can be prepared may be committed
   * with it. In the reply: that was done.
   */
  commit: Buffer.from("narcine-commit-1"),
} as const;

/** @throws WireError "Malformed" */
export function hasOwnField(message: Uint8Array, kind: Buffer): boolean {
  return [...rawFields(message, OWN_FIELD)].some((own) => kind.equals(own));
}

export function withOwnField(message: Uint8Array, kind: Buffer): Buffer {
  return Buffer.concat([message, concatFields([{ field: OWN_FIELD, parts: [kind] }])]);
}
