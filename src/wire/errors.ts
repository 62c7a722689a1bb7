/** What was wrong with bytes from outside: the message says what was being read, what there is and what was expected. */
export type WireErrorCode =
  /** A frame that does not start with Ray's cookie: whoever is there does not speak this protocol, or lost its place. */
  | "BadCookie"
  /** A frame whose type is not in the protocol, or not one that this side may receive. */
  | "BadType"
  /** A frame whose announced body length is negative or over the limit. */
  | "BadLength"
  /** A flatbuffer or protobuf body with an offset, length or encoding that its bytes do not allow. */
  | "Malformed"
  /** A well-formed body that breaks the protocol: an id of the wrong size, a missing required field. */
  | "BadField"
  /** The stream ended inside a frame. */
  | "Truncated";

/** Bytes from outside that this protocol does not allow. The connection that sent them is not worth keeping. */
export class WireError extends Error {
  override readonly name = "WireError";

  constructor(
    readonly code: WireErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
