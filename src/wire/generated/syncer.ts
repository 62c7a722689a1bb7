// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.
import { type Codec, method } from "../codec.js";
import { ray } from "./messages.js";

export enum MessageType {
  RESOURCE_VIEW = 0,
  COMMANDS = 1,
}

export interface CommandsSyncMessage {
  readonly shouldGlobalGc: boolean;
}

export const CommandsSyncMessage: Codec<CommandsSyncMessage> = ray.rpc.syncer.CommandsSyncMessage;

export interface ResourceViewSyncMessage {
  readonly resourcesAvailable: { readonly [key: string]: number };
  readonly resourcesTotal: { readonly [key: string]: number };
  readonly objectPullsQueued: boolean;
  readonly idleDurationMs: number;
  readonly isDraining: boolean;
  readonly drainingDeadlineTimestampMs: number;
  readonly nodeActivity: readonly string[];
  readonly labels: { readonly [key: string]: string };
}

export const ResourceViewSyncMessage: Codec<ResourceViewSyncMessage> = ray.rpc.syncer.ResourceViewSyncMessage;

export interface RaySyncMessage {
  readonly version: number;
  readonly messageType: MessageType;
  readonly syncMessage: Uint8Array;
  readonly nodeId: Uint8Array;
}

export const RaySyncMessage: Codec<RaySyncMessage> = ray.rpc.syncer.RaySyncMessage;

export interface RaySyncMessageBatch {
  readonly messages: readonly RaySyncMessage[];
}

export const RaySyncMessageBatch: Codec<RaySyncMessageBatch> = ray.rpc.syncer.RaySyncMessageBatch;

export const RaySyncer = {
  startSync: method("/ray.rpc.syncer.RaySyncer/StartSync", RaySyncMessageBatch, RaySyncMessageBatch),
};
