import { describe, expect, it } from "vitest";
import { taskArguments, wireArguments } from "../../../src/worker/arguments.js";
import { readValue } from "../../../src/worker/read-value.js";
import { typescriptTarget } from "../../../src/worker/typescript-target.js";
import { Owner } from "./owner.js";

const never = () => {
  throw new Error("nothing here is large");
};

describe("arguments", () => {
  it("are what they were when the call was made, whatever its maker does to them until it is sent", () => {
    const owner = new Owner();
    const values = [Uint8Array.of(1, 2), Buffer.from("ab"), Uint8Array.of(0, 3, 4).subarray(1), Int16Array.of(5, 6)];
    const before = values.map((each) => new Uint8Array(each));
    const args = taskArguments(typescriptTarget("m:f", "function"), [...values, values[0]?.buffer], {}, never, never);
    for (const each of values) each.fill(0);
    const sent = wireArguments(args, owner.objects).map(({ metadata, data }) =>
      readValue(metadata as Uint8Array, data as Uint8Array),
    );
    expect(sent.map((each) => new Uint8Array(each as Uint8Array))).toEqual([...before, before[0]]);
  });
});
