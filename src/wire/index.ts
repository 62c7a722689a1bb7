/**
 * Ray 2.60.0's wires in TypeScript. Protobuf: `rpc.X` (ray.rpc), `syncer.X` (ray.rpc.syncer), `autoscaler.X`, `health.X`
 * (grpc.health.v1), `narcine.X` (our own) with `encode`/`decode` of ./codec.js; services are tables of methods, `rpc.NodeManagerService.getSystemConfig`.
 * Raylet socket: `FrameReader` splits the stream, `decodeRayletRequest` reads a frame, `encodeRayletMessage` writes one.
 */
export { type Codec, decode, encode, type Init, MessageWriter, type Method } from "./codec.js";
export { WireError, type WireErrorCode } from "./errors.js";
export { FrameReader, frame } from "./frames.js";
export * as autoscaler from "./generated/autoscaler.js";
export * as health from "./generated/health.js";
export * as narcine from "./generated/narcine.js";
export * as rpc from "./generated/rpc.js";
export * as syncer from "./generated/syncer.js";
export { hasOwnField, OwnField, withOwnField } from "./own-fields.js";
export { concatFields, type RawField, rawFields, varintField } from "./raw-fields.js";
export type * from "./raylet-messages.js";
export { decodeRayletReply, decodeRayletRequest, encodeRayletMessage } from "./raylet-socket.js";
