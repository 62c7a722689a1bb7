import { defaultSpillConfig, type SpillEffect } from "../core/objects/spill-types.js";
import type { ObjectEvent, SpillConfig } from "../core/objects/types.js";
import type { ObjectId } from "../ids/index.js";
import type { StoreOwner } from "../native/plasma-store.js";
import { Spiller, type SpillerEvent } from "../native/spiller.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import type { RayConfig } from "../runtime/ray-config.js";
import type { NodeContext } from "./node-context.js";

/** A setting of spilling that cannot work. */
export class SpillConfigError extends NarcineError {
  constructor(problem: string) {
    super("NARCINE_BAD_SPILL_CONFIG", problem);
  }
}

/** Where this node spills to, or why it does not. */
export type SpillTarget =
  | { readonly type: "files"; readonly directories: readonly string[] }
  /** Storage that Ray's Python classes write to; the type is Ray's name of the class. */
  | { readonly type: "ray"; readonly storage: string }
  | { readonly type: "none"; readonly reason: string };

export type StorageEffect = Extract<SpillEffect, { type: "spill" | "restore" | "cancelRestore" | "deleteFiles" }>;

/** Performs what the object manager decides about spilling, and tells it how it went. */
export interface SpillStorage {
  perform(effect: StorageEffect): void;
  close(): void;
}

/**
 * Reads `object_spilling_config` (Ray 2.60.0, node.py). Every node but the head gets the head's configuration and its
 * own directory as `--fallback_directory`, which counts where the two differ.
 *
 * @throws SpillConfigError when it cannot be understood: a program that counts on it would fail when its memory is full, long
 *   after its start
 */
export function spillTarget(config: RayConfig, fallbackDirectory: string): SpillTarget {
  if (!config.automatic_object_spilling_enabled) {
    return { type: "none", reason: "automatic_object_spilling_enabled is false" };
  }
  if (config.object_spilling_config === "") {
    return fallbackDirectory === ""
      ? { type: "none", reason: "there is neither object_spilling_config nor --fallback_directory" }
      : { type: "files", directories: [fallbackDirectory] };
  }
  const { type, params } = parseConfig(config.object_spilling_config);
  if (type !== "filesystem") {
    if (typeof type === "string" && type !== "") return { type: "ray", storage: type };
    throw new SpillConfigError(`object_spilling_config has type ${JSON.stringify(type)}, which names no storage`);
  }
  const given = params?.directory_path;
  const directories = Array.isArray(given) ? given : [given];
  if (!directories.every((path): path is string => typeof path === "string" && path !== "")) {
    throw new SpillConfigError(
      `object_spilling_config has directory_path ${JSON.stringify(given)}, not a path or paths`,
    );
  }
  const isOwn = fallbackDirectory !== "" && !directories.includes(fallbackDirectory);
  return { type: "files", directories: isOwn ? [fallbackDirectory] : directories };
}

function parseConfig(text: string): { type?: unknown; params?: { directory_path?: unknown } } {
  try {
    return JSON.parse(text) as { type?: unknown; params?: { directory_path?: unknown } };
  } catch (cause) {
    throw new SpillConfigError(`object_spilling_config is not JSON: ${text} (${errorText(cause)})`);
  }
}

/** What the object manager is told of spilling. @param quota `NARCINE_SPILL_QUOTA_BYTES` */
export function spillConfig(
  config: RayConfig,
  nodeId: string,
  target: SpillTarget,
  capacityBytes: number,
  quota: string | undefined,
): SpillConfig {
  const quotaBytes = quota === undefined || quota === "" ? null : Number(quota);
  if (quotaBytes !== null && !(Number.isInteger(quotaBytes) && quotaBytes > 0)) {
    throw new SpillConfigError(`NARCINE_SPILL_QUOTA_BYTES is ${JSON.stringify(quota)}, not a number of bytes`);
  }
  return {
    ...defaultSpillConfig,
    folders: foldersOf(target, nodeId),
    // Stock takes files alone for this node's own (is_external_storage_type_fs; Ray 2.60.0, node.py).
    isShared: target.type === "ray",
    capacityBytes,
    threshold: config.object_spilling_threshold,
    minFileBytes: config.min_spilling_size,
    maxFusedObjects: config.max_fused_object_count,
    maxJobs: Math.max(1, config.max_io_workers),
    quotaBytes,
  };
}

function foldersOf(target: SpillTarget, nodeId: string): string[] {
  if (target.type === "none") return [];
  if (target.type === "ray") return [`storage of type ${target.storage}`];
  // As stock names it, so that Ray's own clean-up finds it (external_storage.py); crates/spill/src/directory.rs.
  return target.directories.map((directory) => `${directory}/ray_spilled_objects_${nodeId}`);
}

/** Files of this node, written and read in Rust. */
export class SpillShell implements SpillStorage {
  readonly #context: NodeContext;
  readonly #post: (event: ObjectEvent) => void;
  readonly #spiller: Spiller;
  #nextDeletion = 1;

  constructor(context: NodeContext, directories: readonly string[], post: (event: ObjectEvent) => void) {
    this.#context = context;
    this.#post = post;
    this.#spiller = Spiller.start({
      store: context.store,
      threads: Math.max(1, context.config.max_io_workers),
      directories,
      nodeId: context.flags.nodeId,
      capacityThreshold: context.config.local_fs_capacity_threshold,
      onEvents: (events) => {
        for (const event of events) this.#receive(event);
      },
    });
  }

  perform(effect: StorageEffect): void {
    switch (effect.type) {
      case "spill": {
        const { job, directory, fileName, minBytes, maxObjects } = effect;
        const objects = this.#spiller.spill(job, directory, fileName, minBytes, maxObjects);
        return this.#post({ type: "spillStarted", job, objects });
      }
      case "restore": {
        const { job, objectId, owner, copy, isHeld } = effect;
        return this.#spiller.restore(job, objectId as ObjectId, owner as StoreOwner | null, copy, isHeld);
      }
      case "cancelRestore":
        if (!this.#spiller.cancelRestore(effect.job)) return;
        return this.#post({ type: "restoreFailed", job: effect.job, why: "cancelled", text: "nobody waits for it" });
      case "deleteFiles":
        return this.#spiller.delete(this.#nextDeletion++, effect.paths);
    }
  }

  #receive(event: SpillerEvent): void {
    if (event.type !== "deleted") this.#post(event);
    else if (event.failures !== "") this.#context.log.warning(`Spill files could not be deleted: ${event.failures}`);
  }

  /** Ends the threads and removes the files. */
  close(): void {
    this.#spiller.close();
  }
}
