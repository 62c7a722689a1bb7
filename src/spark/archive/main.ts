/** Packs the runtime for Spark's workers (archive.ts) and prints where it is: for drivers in Python. */
import { errorText } from "../../runtime/errors.js";
import { runtimeArchive } from "./archive.js";

try {
  console.log(await runtimeArchive());
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
