import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallGroups, type CallGroupsEvent, type GroupSettings } from "../../../../src/core/core-worker/call-groups.js";

const settings = (
  maxConcurrency: number,
  groups: Readonly<Record<string, number>> = {},
  methodGroups: Readonly<Record<string, string>> = {},
): GroupSettings => ({
  maxConcurrency,
  groups: new Map(Object.entries(groups)),
  methodGroups: new Map(Object.entries(methodGroups)),
});

function machine(made?: GroupSettings) {
  const calls = new CallGroups();
  const on = (event: CallGroupsEvent) => {
    const effects = calls.handle(event);
    calls.validate();
    return effects.map((each) => `${each.type} ${each.callNumber}${each.type === "refuse" ? `: ${each.reason}` : ""}`);
  };
  if (made !== undefined) on({ type: "bounds", settings: made });
  return {
    on,
    arrive: (callNumber: number, group = "", method = "plain") => on({ type: "arrive", callNumber, method, group }),
    done: (callNumber: number) => on({ type: "done", callNumber }),
  };
}

describe("CallGroups", () => {
  it("runs calls of each group in order and within its bound, whatever the others do", () => {
    const { arrive, done } = machine(settings(1, { io: 2 }));
    expect([arrive(1), arrive(2)]).toEqual([["run 1"], []]);
    expect([arrive(3, "io"), arrive(4, "io"), arrive(5, "io"), arrive(6, "io")]).toEqual([
      ["run 3"],
      ["run 4"],
      [],
      [],
    ]);
    expect(done(4)).toEqual(["run 5"]);
    expect(done(1)).toEqual(["run 2"]);
    expect([done(2), done(3), done(5)]).toEqual([[], ["run 6"], []]);
  });

  it("starts nothing any more when the actor could not be made", () => {
    const { on, arrive, done } = machine();
    expect([arrive(1), arrive(2)]).toEqual([["run 1"], []]);
    expect([on({ type: "failed" }), done(1), arrive(3)]).toEqual([[], [], []]);
  });

  it("takes the group that a call names before its method's", () => {
    const { arrive } = machine(settings(1, { io: 1, compute: 1 }, { fetch: "io" }));
    expect([arrive(1, "", "fetch"), arrive(2, "", "fetch"), arrive(3, "io")]).toEqual([["run 1"], [], []]);
    expect([arrive(4, "compute", "fetch"), arrive(5, "", "toString")]).toEqual([["run 4"], ["run 5"]]);
  });

  it("refuses a group that there is not, and says which there are", () => {
    const { arrive } = machine(settings(1, { io: 2, compute: 1 }));
    expect(arrive(1, "oi")).toEqual([
      'refuse 1: The actor has no concurrency group "oi"; its groups are: io, compute. Name it in concurrencyGroups (Python: concurrency_groups) where the actor is made.',
    ]);
    expect(arrive(2)).toEqual(["run 2"]);
    expect(machine(settings(3)).arrive(1, "io")[0]).toContain("it was made with none");
  });

  it("runs one at a time until the actor is made; what came before then takes its place, or is refused", () => {
    const { on, arrive, done } = machine();
    expect(arrive(1, "", "module:Class")).toEqual(["run 1"]);
    expect([arrive(2), arrive(3, "io"), arrive(4, "no"), arrive(5), arrive(6, "io")].flat()).toEqual([]);
    const effects = on({ type: "bounds", settings: settings(1, { io: 1 }) });
    expect(effects.map((each) => each.slice(0, 8))).toEqual(["run 3", "refuse 4"]);
    expect(done(1)).toEqual(["run 2"]);
    expect([done(3), done(2)]).toEqual([["run 6"], ["run 5"]]);
  });

  it("runs every call once, in the order of its group and within its bound, whatever happens", () => {
    const names = ["", "io", "compute"];
    const step = fc.oneof(
      fc.record({ what: fc.constant("arrive"), pick: fc.nat(2) }),
      fc.record({ what: fc.constant("done"), pick: fc.nat() }),
    );
    const bounds = fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), bounds, fc.nat(20), (steps, all, madeAt) => {
        const { on, arrive, done } = machine();
        const constructorCall = -1;
        expect(arrive(constructorCall)).toEqual([`run ${constructorCall}`]);
        const bound = new Map(names.map((name, at) => [name, all[at] as number]));
        const groupOf = new Map<number, string>();
        const running = new Set<number>();
        const started = new Map<string, number[]>(names.map((name) => [name, []]));
        const note = (effects: string[]) => {
          for (const effect of effects) {
            const callNumber = Number(/^run (\d+)$/.exec(effect)?.[1]);
            running.add(callNumber);
            started.get(groupOf.get(callNumber) as string)?.push(callNumber);
          }
          for (const name of names) {
            const now = [...running].filter((each) => groupOf.get(each) === name).length;
            expect(now).toBeLessThanOrEqual(isMade ? (bound.get(name) as number) : 0);
          }
        };
        let isMade = false;
        const make = () => {
          isMade = true;
          const [maxConcurrency, io, compute] = all;
          note(on({ type: "bounds", settings: settings(maxConcurrency, { io, compute }) }));
          note(done(constructorCall));
        };
        for (const [at, { what, pick }] of steps.entries()) {
          if (at === madeAt) make();
          if (what === "arrive") {
            groupOf.set(at, names[pick] as string);
            note(arrive(at, names[pick]));
            continue;
          }
          const [ended] = [...running].slice(pick % Math.max(1, running.size));
          if (ended === undefined) continue;
          running.delete(ended);
          note(done(ended));
        }
        if (!isMade) make();
        while (running.size > 0) {
          const [ended] = running;
          running.delete(ended as number);
          note(done(ended as number));
        }
        for (const name of names) {
          const came = [...groupOf].filter(([, group]) => group === name).map(([callNumber]) => callNumber);
          expect(started.get(name)).toEqual(came);
        }
      }),
    );
  });
});
