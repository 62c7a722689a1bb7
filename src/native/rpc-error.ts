/** The gRPC status as an exception: thrown by handlers to answer it, and what a failed call rejects with. */

/** gRPC status codes (grpc/doc/statuscodes.md). */
export const GrpcCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type GrpcCode = (typeof GrpcCode)[keyof typeof GrpcCode];

/**
 * A gRPC status that is not OK.
 *
 * Ray's raylet and core-worker services answer their own errors as ABORTED with the Ray status name as `message` and
 * the human text in `details` (the `grpc-status-details-bin` trailer).
 */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: GrpcCode;
  /** Raw `grpc-status-details-bin`, when the peer sent one. */
  readonly details: Uint8Array | undefined;

  constructor(code: GrpcCode, message: string, details?: Uint8Array) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** "UNAVAILABLE" for 14. */
  get codeName(): string {
    return grpcCodeName(this.code);
  }
}

/** The constant's name of a code, "CODE_99" for an unknown one. */
export function grpcCodeName(code: number): string {
  return Object.entries(GrpcCode).find(([, value]) => value === code)?.[0] ?? `CODE_${code}`;
}
