import { describe, it } from "vitest";
import { hasOurRaylet } from "./mix.js";
import { typeScriptCallsTypeScript } from "./typescript-calls.js";

// On Ray's own raylet: test/long/typescript-stock.test.ts.
describe.runIf(hasOurRaylet())("TypeScript calls TypeScript", () => {
  it("by name and by source: values, refs, errors, cancels, streams, actors", () => typeScriptCallsTypeScript());
});
