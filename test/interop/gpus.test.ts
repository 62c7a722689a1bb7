import { compareProgram } from "./compare.js";

compareProgram({ program: "gpus.py", sections: ["whole", "none", "fractions", "bundles"] });
