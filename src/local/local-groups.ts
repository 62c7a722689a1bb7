/** Placement groups of local mode: bundles of this process's own resources. */
import { randomBytes } from "node:crypto";
import { PlacementGroupId } from "../ids/index.js";
import { type Driver, RayError, TaskUnschedulableError, UsageError } from "../worker/index.js";
import { checkedBundles } from "../worker/placement-groups.js";
import type { Answer, Question } from "./messages.js";

export function groupsOf(
  driver: { readonly jobId: string },
  ask: (question: Question) => Promise<Answer>,
): Driver["placementGroups"] {
  return {
    create: async (bundles, options) => {
      if (options.strategy === "STRICT_SPREAD" && bundles.length > 1) {
        throw new UsageError("STRICT_SPREAD wants a node for each bundle, and local mode is one node.");
      }
      const groupId = PlacementGroupId.fromBytes(Buffer.concat([randomBytes(14), Buffer.from(driver.jobId, "hex")]));
      const answer = await ask({ type: "createGroup", groupId, bundles: checkedBundles(bundles) });
      if (answer.type === "refused") throw new TaskUnschedulableError(answer.reason);
      return groupId;
    },
    ready: async (id) => {
      const answer = await ask({ type: "groupReady", groupId: id });
      if (answer.type === "refused") throw new RayError(answer.reason);
    },
    remove: async (id) => {
      await ask({ type: "removeGroup", groupId: id });
    },
  };
}
