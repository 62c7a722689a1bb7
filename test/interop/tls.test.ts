import { compareProgram } from "./compare.js";

compareProgram({ program: "tls.py", sections: ["tasks_and_actors", "group"] });
