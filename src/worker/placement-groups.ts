/** Placement groups: bundles of resources that the head reserves together. */
import { randomBytes } from "node:crypto";
import { idBytes, PlacementGroupId } from "../ids/index.js";
import { type Init, rpc } from "../wire/index.js";
import type { WorkerContext } from "./context.js";
import { UsageError } from "./errors.js";

export interface PlacementGroupOptions {
  /** Default "PACK". */
  readonly strategy?: "PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD";
  readonly name?: string;
  /** "detached": it outlives this driver. */
  readonly lifetime?: "detached";
}

/** Resources of one bundle: CPU, GPU, memory (bytes) and others by name. */
export type Bundle = Readonly<Record<string, number>>;

/** @throws UsageError for a bundle that asks for nothing, or for less */
export function checkedBundles(bundles: readonly Bundle[]): readonly Bundle[] {
  if (bundles.length === 0) throw new UsageError("A placement group needs at least one bundle.");
  for (const [index, bundle] of bundles.entries()) {
    const amounts = Object.values(bundle);
    if (amounts.every((amount) => amount === 0) || amounts.some((amount) => !(amount >= 0))) {
      throw new UsageError(
        `Bundle ${index} is ${JSON.stringify(bundle)}; it must ask for something, and for nothing below 0.`,
      );
    }
  }
  return bundles;
}

export class PlacementGroups {
  readonly #context: WorkerContext;

  constructor(context: WorkerContext) {
    this.#context = context;
  }

  /** @returns the new group's id, once the head has it @throws UsageError, GcsStatusError */
  async create(bundles: readonly Bundle[], options: PlacementGroupOptions): Promise<PlacementGroupId> {
    checkedBundles(bundles);
    const { tasks } = this.#context;
    const placementGroupId = Buffer.concat([randomBytes(14), tasks.job]);
    const spec: Init<rpc.PlacementGroupSpec> = {
      placementGroupId,
      name: options.name ?? "",
      strategy: rpc.PlacementStrategy[options.strategy ?? "PACK"],
      creatorJobId: tasks.job,
      isDetached: options.lifetime === "detached",
      bundles: bundles.map((unitResources, bundleIndex) => ({
        bundleId: { placementGroupId, bundleIndex },
        unitResources: { ...unitResources },
      })),
    };
    await this.#context.gcs.call(rpc.PlacementGroupInfoGcsService.createPlacementGroup, { placementGroupSpec: spec });
    return PlacementGroupId.fromBytes(placementGroupId);
  }

  /** Resolves when all bundles are reserved. @throws GcsStatusError when the group is gone */
  async ready(id: string): Promise<void> {
    const { waitPlacementGroupUntilReady } = rpc.PlacementGroupInfoGcsService;
    await this.#context.gcs.call(
      waitPlacementGroupUntilReady,
      { placementGroupId: idBytes(PlacementGroupId.fromHex(id)) },
      null,
    );
  }

  async remove(id: string): Promise<void> {
    const { removePlacementGroup } = rpc.PlacementGroupInfoGcsService;
    await this.#context.gcs.call(removePlacementGroup, { placementGroupId: idBytes(PlacementGroupId.fromHex(id)) });
  }
}
