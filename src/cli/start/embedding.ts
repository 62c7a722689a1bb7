/** Stands between a node's flags and those of the head in its process. */
export const HEAD_FLAGS = "--narcine_head_flags";
/** In a node's flags, stands for the cluster's id (hex), which is known when the head is up; as long as one. */
export const CLUSTER_ID = "c1a5".repeat(14);
