// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.
import { type Codec, method } from "../codec.js";
import { ray } from "./messages.js";
import type * as rpc from "./rpc.js";

export enum DrainNodeReason {
  DRAIN_NODE_REASON_UNSPECIFIED = 0,
  DRAIN_NODE_REASON_IDLE_TERMINATION = 1,
  DRAIN_NODE_REASON_PREEMPTION = 2,
}

export enum NodeStatus {
  UNSPECIFIED = 0,
  RUNNING = 1,
  DEAD = 2,
  IDLE = 3,
  DRAINING = 4,
}

export interface AntiAffinityConstraint {
  readonly labelName: string;
  readonly labelValue: string;
}

export const AntiAffinityConstraint: Codec<AntiAffinityConstraint> = ray.rpc.autoscaler.AntiAffinityConstraint;

export interface AffinityConstraint {
  readonly labelName: string;
  readonly labelValue: string;
}

export const AffinityConstraint: Codec<AffinityConstraint> = ray.rpc.autoscaler.AffinityConstraint;

export interface PlacementConstraint {
  readonly antiAffinity: AntiAffinityConstraint | null;
  readonly affinity: AffinityConstraint | null;
}

export const PlacementConstraint: Codec<PlacementConstraint> = ray.rpc.autoscaler.PlacementConstraint;

export interface ResourceRequest {
  readonly resourcesBundle: { readonly [key: string]: number };
  readonly placementConstraints: readonly PlacementConstraint[];
  readonly labelSelectors: readonly rpc.LabelSelector[];
}

export const ResourceRequest: Codec<ResourceRequest> = ray.rpc.autoscaler.ResourceRequest;

export interface ResourceRequestByCount {
  readonly request: ResourceRequest | null;
  readonly count: number;
}

export const ResourceRequestByCount: Codec<ResourceRequestByCount> = ray.rpc.autoscaler.ResourceRequestByCount;

export interface LocalityConstraint {
  readonly labelName: string;
  readonly placementStrategy: rpc.PlacementStrategy;
}

export const LocalityConstraint: Codec<LocalityConstraint> = ray.rpc.autoscaler.LocalityConstraint;

export interface LocalityRequirement {
  readonly localityConstraint: LocalityConstraint | null;
  readonly labelSelector: rpc.LabelSelector | null;
}

export const LocalityRequirement: Codec<LocalityRequirement> = ray.rpc.autoscaler.LocalityRequirement;

export interface BundleSelector {
  readonly resourceRequests: readonly ResourceRequest[];
  readonly localityRequirement: LocalityRequirement | null;
}

export const BundleSelector: Codec<BundleSelector> = ray.rpc.autoscaler.BundleSelector;

export interface GangResourceRequest {
  readonly requests: readonly ResourceRequest[];
  readonly details: string;
  readonly bundleSelectors: readonly BundleSelector[];
}

export const GangResourceRequest: Codec<GangResourceRequest> = ray.rpc.autoscaler.GangResourceRequest;

export interface ClusterResourceConstraint {
  readonly resourceRequests: readonly ResourceRequestByCount[];
}

export const ClusterResourceConstraint: Codec<ClusterResourceConstraint> = ray.rpc.autoscaler.ClusterResourceConstraint;

export interface NodeState {
  readonly nodeId: Uint8Array;
  readonly instanceId: string;
  readonly rayNodeTypeName: string;
  readonly availableResources: { readonly [key: string]: number };
  readonly totalResources: { readonly [key: string]: number };
  readonly dynamicLabels: { readonly [key: string]: string };
  readonly nodeStateVersion: number;
  readonly status: NodeStatus;
  readonly idleDurationMs: number;
  readonly nodeIpAddress: string;
  readonly instanceTypeName: string;
  readonly nodeActivity: readonly string[];
  readonly labels: { readonly [key: string]: string };
}

export const NodeState: Codec<NodeState> = ray.rpc.autoscaler.NodeState;

export interface GetClusterResourceStateRequest {
  readonly lastSeenClusterResourceStateVersion: number;
}

export const GetClusterResourceStateRequest: Codec<GetClusterResourceStateRequest> = ray.rpc.autoscaler.GetClusterResourceStateRequest;

export interface ClusterResourceState {
  readonly clusterResourceStateVersion: number;
  readonly lastSeenAutoscalerStateVersion: number;
  readonly nodeStates: readonly NodeState[];
  readonly pendingResourceRequests: readonly ResourceRequestByCount[];
  readonly pendingGangResourceRequests: readonly GangResourceRequest[];
  readonly clusterResourceConstraints: readonly ClusterResourceConstraint[];
  readonly clusterSessionName: string;
}

export const ClusterResourceState: Codec<ClusterResourceState> = ray.rpc.autoscaler.ClusterResourceState;

export interface GetClusterResourceStateReply {
  readonly clusterResourceState: ClusterResourceState | null;
}

export const GetClusterResourceStateReply: Codec<GetClusterResourceStateReply> = ray.rpc.autoscaler.GetClusterResourceStateReply;

export interface PendingInstanceRequest {
  readonly instanceTypeName: string;
  readonly rayNodeTypeName: string;
  readonly count: number;
  readonly requestTs: number;
}

export const PendingInstanceRequest: Codec<PendingInstanceRequest> = ray.rpc.autoscaler.PendingInstanceRequest;

export interface FailedInstanceRequest {
  readonly instanceTypeName: string;
  readonly rayNodeTypeName: string;
  readonly count: number;
  readonly reason: string;
  readonly startTs: number;
  readonly failedTs: number;
}

export const FailedInstanceRequest: Codec<FailedInstanceRequest> = ray.rpc.autoscaler.FailedInstanceRequest;

export interface PendingInstance {
  readonly instanceTypeName: string;
  readonly rayNodeTypeName: string;
  readonly instanceId: string;
  readonly ipAddress: string;
  readonly details: string;
}

export const PendingInstance: Codec<PendingInstance> = ray.rpc.autoscaler.PendingInstance;

export interface AutoscalingState {
  readonly lastSeenClusterResourceStateVersion: number;
  readonly autoscalerStateVersion: number;
  readonly pendingInstanceRequests: readonly PendingInstanceRequest[];
  readonly infeasibleResourceRequests: readonly ResourceRequest[];
  readonly infeasibleGangResourceRequests: readonly GangResourceRequest[];
  readonly infeasibleClusterResourceConstraints: readonly ClusterResourceConstraint[];
  readonly pendingInstances: readonly PendingInstance[];
  readonly failedInstanceRequests: readonly FailedInstanceRequest[];
}

export const AutoscalingState: Codec<AutoscalingState> = ray.rpc.autoscaler.AutoscalingState;

export interface ReportAutoscalingStateRequest {
  readonly autoscalingState: AutoscalingState | null;
}

export const ReportAutoscalingStateRequest: Codec<ReportAutoscalingStateRequest> = ray.rpc.autoscaler.ReportAutoscalingStateRequest;

export type ReportAutoscalingStateReply = Readonly<Record<never, never>>;

export const ReportAutoscalingStateReply: Codec<ReportAutoscalingStateReply> = ray.rpc.autoscaler.ReportAutoscalingStateReply;

export interface RequestClusterResourceConstraintRequest {
  readonly clusterResourceConstraint: ClusterResourceConstraint | null;
}

export const RequestClusterResourceConstraintRequest: Codec<RequestClusterResourceConstraintRequest> = ray.rpc.autoscaler.RequestClusterResourceConstraintRequest;

export type RequestClusterResourceConstraintReply = Readonly<Record<never, never>>;

export const RequestClusterResourceConstraintReply: Codec<RequestClusterResourceConstraintReply> = ray.rpc.autoscaler.RequestClusterResourceConstraintReply;

export type GetClusterStatusRequest = Readonly<Record<never, never>>;

export const GetClusterStatusRequest: Codec<GetClusterStatusRequest> = ray.rpc.autoscaler.GetClusterStatusRequest;

export interface GetClusterStatusReply {
  readonly autoscalingState: AutoscalingState | null;
  readonly clusterResourceState: ClusterResourceState | null;
}

export const GetClusterStatusReply: Codec<GetClusterStatusReply> = ray.rpc.autoscaler.GetClusterStatusReply;

export interface DrainNodeRequest {
  readonly nodeId: Uint8Array;
  readonly reason: DrainNodeReason;
  readonly reasonMessage: string;
  readonly deadlineTimestampMs: number;
}

export const DrainNodeRequest: Codec<DrainNodeRequest> = ray.rpc.autoscaler.DrainNodeRequest;

export interface DrainNodeReply {
  readonly isAccepted: boolean;
  readonly rejectionReasonMessage: string;
}

export const DrainNodeReply: Codec<DrainNodeReply> = ray.rpc.autoscaler.DrainNodeReply;

export interface ResizeRayletResourceInstancesRequest {
  readonly nodeId: Uint8Array;
  readonly resources: { readonly [key: string]: number };
}

export const ResizeRayletResourceInstancesRequest: Codec<ResizeRayletResourceInstancesRequest> = ray.rpc.autoscaler.ResizeRayletResourceInstancesRequest;

export interface ResizeRayletResourceInstancesReply {
  readonly totalResources: { readonly [key: string]: number };
}

export const ResizeRayletResourceInstancesReply: Codec<ResizeRayletResourceInstancesReply> = ray.rpc.autoscaler.ResizeRayletResourceInstancesReply;

export interface NodeGroupConfig {
  readonly resources: { readonly [key: string]: number };
  readonly minCount: number;
  readonly maxCount: number;
  readonly name: string;
}

export const NodeGroupConfig: Codec<NodeGroupConfig> = ray.rpc.autoscaler.NodeGroupConfig;

export interface ClusterConfig {
  readonly minResources: { readonly [key: string]: number };
  readonly maxResources: { readonly [key: string]: number };
  readonly nodeGroupConfigs: readonly NodeGroupConfig[];
}

export const ClusterConfig: Codec<ClusterConfig> = ray.rpc.autoscaler.ClusterConfig;

export interface ReportClusterConfigRequest {
  readonly clusterConfig: ClusterConfig | null;
}

export const ReportClusterConfigRequest: Codec<ReportClusterConfigRequest> = ray.rpc.autoscaler.ReportClusterConfigRequest;

export type ReportClusterConfigReply = Readonly<Record<never, never>>;

export const ReportClusterConfigReply: Codec<ReportClusterConfigReply> = ray.rpc.autoscaler.ReportClusterConfigReply;

export const AutoscalerStateService = {
  getClusterResourceState: method("/ray.rpc.autoscaler.AutoscalerStateService/GetClusterResourceState", GetClusterResourceStateRequest, GetClusterResourceStateReply),
  reportAutoscalingState: method("/ray.rpc.autoscaler.AutoscalerStateService/ReportAutoscalingState", ReportAutoscalingStateRequest, ReportAutoscalingStateReply),
  reportClusterConfig: method("/ray.rpc.autoscaler.AutoscalerStateService/ReportClusterConfig", ReportClusterConfigRequest, ReportClusterConfigReply),
  requestClusterResourceConstraint: method("/ray.rpc.autoscaler.AutoscalerStateService/RequestClusterResourceConstraint", RequestClusterResourceConstraintRequest, RequestClusterResourceConstraintReply),
  getClusterStatus: method("/ray.rpc.autoscaler.AutoscalerStateService/GetClusterStatus", GetClusterStatusRequest, GetClusterStatusReply),
  drainNode: method("/ray.rpc.autoscaler.AutoscalerStateService/DrainNode", DrainNodeRequest, DrainNodeReply),
  resizeRayletResourceInstances: method("/ray.rpc.autoscaler.AutoscalerStateService/ResizeRayletResourceInstances", ResizeRayletResourceInstancesRequest, ResizeRayletResourceInstancesReply),
};
