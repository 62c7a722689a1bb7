// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.
import { type Codec, method } from "../codec.js";
import { grpc } from "./messages.js";

export interface HealthCheckRequest {
  readonly service: string;
}

export const HealthCheckRequest: Codec<HealthCheckRequest> = grpc.health.v1.HealthCheckRequest;

export interface HealthCheckResponse {
  readonly status: HealthCheckResponse_ServingStatus;
}

export const HealthCheckResponse: Codec<HealthCheckResponse> = grpc.health.v1.HealthCheckResponse;

export enum HealthCheckResponse_ServingStatus {
  UNKNOWN = 0,
  SERVING = 1,
  NOT_SERVING = 2,
  SERVICE_UNKNOWN = 3,
}

export const Health = {
  check: method("/grpc.health.v1.Health/Check", HealthCheckRequest, HealthCheckResponse),
  watch: method("/grpc.health.v1.Health/Watch", HealthCheckRequest, HealthCheckResponse),
};
