import type { Bundle, Driver, PlacementGroupOptions } from "../worker/index.js";
import { currentDriver } from "./session.js";

/** Reserved bundles: `f.options({ schedulingStrategy: { placementGroup: group, bundleIndex: 0 } })` runs tasks in them. */
export class PlacementGroup implements AsyncDisposable {
  /** Hex. */
  readonly id: string;
  readonly bundles: readonly Bundle[];
  readonly #driver: Driver;

  /** @internal `placementGroup` makes them. */
  constructor(driver: Driver, id: string, bundles: readonly Bundle[]) {
    this.#driver = driver;
    this.id = id;
    this.bundles = bundles;
  }

  /** Resolves when all bundles are reserved, for ever where the cluster has no room for them. */
  ready(): Promise<void> {
    return this.#driver.placementGroups.ready(this.id);
  }

  /** Gives the bundles back; what runs in them is ended. */
  remove(): Promise<void> {
    return this.#driver.placementGroups.remove(this.id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

/**
 * Asks the head to reserve bundles of resources together: `await placementGroup([{ CPU: 1 }, { GPU: 1 }])`.
 * @returns when the head knows of it; `ready()` is when it is there @throws UsageError for a bundle that asks for nothing
 */
export async function placementGroup(
  bundles: readonly Bundle[],
  options: PlacementGroupOptions = {},
): Promise<PlacementGroup> {
  const driver = currentDriver();
  return new PlacementGroup(driver, await driver.placementGroups.create(bundles, options), bundles);
}
