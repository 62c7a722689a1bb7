// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.
import { type Codec, method } from "../codec.js";
import { narcine } from "./messages.js";
import type * as rpc from "./rpc.js";

export interface WhyRequest {
  readonly id: string;
}

export const WhyRequest: Codec<WhyRequest> = narcine.WhyRequest;

export interface WhyReply {
  readonly status: rpc.GcsStatus | null;
  readonly what: string;
  readonly cause: string;
  readonly text: string;
  readonly waitingMs: number;
}

export const WhyReply: Codec<WhyReply> = narcine.WhyReply;

export interface WhyLeasesRequest {
  readonly leaseId: Uint8Array;
  readonly jobId: Uint8Array;
  readonly taskName: string;
}

export const WhyLeasesRequest: Codec<WhyLeasesRequest> = narcine.WhyLeasesRequest;

export interface WhyLeasesReply {
  readonly leases: readonly LeaseCause[];
}

export const WhyLeasesReply: Codec<WhyLeasesReply> = narcine.WhyLeasesReply;

export interface LeaseCause {
  readonly leaseId: Uint8Array;
  readonly cause: string;
  readonly text: string;
  readonly waitingMs: number;
}

export const LeaseCause: Codec<LeaseCause> = narcine.LeaseCause;

export const HeadService = {
  why: method("/narcine.HeadService/Why", WhyRequest, WhyReply),
};

export const NodeService = {
  whyLeases: method("/narcine.NodeService/WhyLeases", WhyLeasesRequest, WhyLeasesReply),
};
