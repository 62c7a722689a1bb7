import { compareProgram } from "./compare.js";

compareProgram({
  program: "placement_groups.py",
  sections: [
    "pack",
    "spread",
    "strict_pack",
    "strict_spread",
    "too_big",
    "waits_for_room",
    "removal_kills",
    "any_bundle_and_children",
    "node_affinity",
  ],
  alsoOn: ["stock+ours"],
});
