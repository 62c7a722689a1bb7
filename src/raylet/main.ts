import { runRaylet } from "./process.js";

await runRaylet({ argv: process.argv.slice(2) });
