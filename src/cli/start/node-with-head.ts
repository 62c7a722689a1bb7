import { parseGcsFlags } from "../../gcs/flags.js";
import { Head } from "../../gcs/head.js";
import { runRaylet } from "../../raylet/process.js";
import { CLUSTER_ID, HEAD_FLAGS } from "./embedding.js";

/**
 * The process of `narcine start --head --embed-head`: a head, and the node beside it.
 * @param argv a raylet's flags, with the head's own behind HEAD_FLAGS and a word that stands for the cluster's id, which
 *   only the head's storage knows
 */
export async function runNodeWithHead(argv: readonly string[]): Promise<void> {
  const split = argv.indexOf(HEAD_FLAGS);
  const [ofNode, ofHead] = [argv.slice(0, split), argv.slice(split + 1)];
  await runRaylet({
    argv: ofNode,
    startCompanion: async (log, authToken, environment) => {
      const onStorageLost = (error: Error) => {
        log.fatal(`The head ends, and its node with it: ${error.message}`);
        process.exit(1);
      };
      const head = await Head.start({ flags: parseGcsFlags(ofHead), authToken, log, environment, onStorageLost });
      return {
        argv: ofNode.map((word) => word.replaceAll(CLUSTER_ID, head.clusterId)),
        stop: () => head.stop(),
      };
    },
  });
}
