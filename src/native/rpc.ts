/** The gRPC transport: see the three files behind these names. */

export type {
  RpcCallOptions,
  RpcClientOptions,
  RpcClientStats,
  RpcMetadata,
  RpcStream,
  RpcStreamOptions,
} from "./rpc-client.js";
export { RpcClient } from "./rpc-client.js";
export { GrpcCode, grpcCodeName, RpcError } from "./rpc-error.js";
export type {
  RpcCall,
  RpcHandler,
  RpcListener,
  RpcServerEvents,
  RpcServerOptions,
  RpcServerStats,
  ServedStream,
  ServedStreamEvents,
  StreamHandler,
} from "./rpc-server.js";
export { RpcServer } from "./rpc-server.js";
