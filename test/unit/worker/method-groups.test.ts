import { describe, expect, it } from "vitest";
import { decode, encode, rpc } from "../../../src/wire/index.js";
import { UsageError } from "../../../src/worker/errors.js";
import {
  checkMethodGroups,
  groupMessages,
  groupSettingsOf,
  methodGroupsOf,
} from "../../../src/worker/method-groups.js";

class Fetcher {
  static methodGroups: unknown = { fetch: "io" };
  fetch() {}
  other() {}
}
const named = (methodGroups: unknown) => {
  return class Named extends Fetcher {
    static override methodGroups = methodGroups;
  };
};

describe("the groups of an actor's methods", () => {
  it("are what its class says, of methods and nothing else", () => {
    expect(methodGroupsOf(Fetcher)).toEqual({ fetch: "io" });
    expect(methodGroupsOf(class Plain {})).toEqual({});
    expect(methodGroupsOf(() => new Fetcher())).toEqual({});
    for (const [wrong, message] of [
      [{ absent: "io" }, /"absent", which is no method of Named/],
      [{ constructor: "io" }, /"constructor", which is no method/],
      [{ fetch: 2 }, /methodGroups.fetch must be the name of a concurrency group/],
      [["fetch"], /must be an object of groups by method/],
      ["fetch", /must be an object of groups by method/],
    ] as const) {
      expect(() => methodGroupsOf(named(wrong))).toThrow(UsageError);
      expect(() => methodGroupsOf(named(wrong))).toThrow(message);
    }
  });

  it("are read from an actor's creation and its class, the maker's word before the class's", () => {
    const settings = {
      maxConcurrency: 3,
      groups: new Map([
        ["io", 2],
        ["compute", 1],
      ]),
      methodGroups: new Map([["other", "compute"]]),
    };
    const descriptorOf = (functionName: string) => ({ cppFunctionDescriptor: { functionName } });
    const concurrencyGroups = groupMessages(settings, descriptorOf);
    const creation = encode(rpc.ActorCreationTaskSpec, { maxConcurrency: 3, concurrencyGroups });
    const read = (made: object) => groupSettingsOf(decode(rpc.ActorCreationTaskSpec, creation), made);
    expect(read(class Plain {})).toEqual(settings);
    expect(read(named({ fetch: "io", other: "io" })).methodGroups).toEqual(
      new Map([
        ["fetch", "io"],
        ["other", "compute"],
      ]),
    );
    expect(() => read(named({ fetch: "oi" }))).toThrow(/The method fetch cannot run: .*no concurrency group "oi"/);
    expect(groupSettingsOf(null, class Plain {})).toEqual({
      maxConcurrency: 1,
      groups: new Map(),
      methodGroups: new Map(),
    });
    expect(() => checkMethodGroups([["fetch", "io"]], [])).toThrow(UsageError);
  });
});
