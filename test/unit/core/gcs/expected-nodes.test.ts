import fc from "fast-check";
import { expect, it } from "vitest";
import { ExpectedNodes, type ExpectedNodesEvent } from "../../../../src/core/gcs/nodes/expected-nodes.js";
import { NodeId } from "../../../../src/ids/index.js";

const LIMITS = { patienceMs: 1_000, maxOpen: 3 };
const node = (n: number) => NodeId.fromHex(n.toString(16).padStart(56, "0"));

it("answers when one of the nodes asked for has come, or when patience is over", () => {
  const expected = new ExpectedNodes(LIMITS);
  expect(expected.nextWakeMs()).toBeNull();
  expect(expected.handle({ type: "asked", questionId: 1, nodeIds: [node(1), node(2)] }, 0)).toEqual([]);
  expect(expected.handle({ type: "asked", questionId: 2, nodeIds: [node(3)] }, 10)).toEqual([]);
  expect(expected.nextWakeMs()).toBe(1_000);
  expect(expected.handle({ type: "registered", nodeId: node(2) }, 20)).toEqual([{ type: "answer", questionId: 1 }]);
  expect(expected.nextWakeMs()).toBe(1_010);
  expect(expected.handle({ type: "tick" }, 1_009)).toEqual([]);
  expect(expected.handle({ type: "tick" }, 1_010)).toEqual([{ type: "answer", questionId: 2 }]);
  expect(expected.nextWakeMs()).toBeNull();
});

it("answers every question once, in time, and keeps no more than it may", () => {
  const event: fc.Arbitrary<{ readonly afterMs: number; readonly nodes: number[]; readonly kind: number }> = fc.record({
    afterMs: fc.nat(600),
    nodes: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
    kind: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40, size: "max" }), (events) => {
      const expected = new ExpectedNodes(LIMITS);
      const open = new Map<number, { readonly askedMs: number; readonly nodes: readonly number[] }>();
      let [now, last] = [0, 0];
      const post = (next: ExpectedNodesEvent, mayAnswer: (questionId: number) => boolean) => {
        for (const { questionId } of expected.handle(next, now)) {
          expect(mayAnswer(questionId)).toBe(true);
          expect(open.delete(questionId)).toBe(true);
        }
      };
      for (const { afterMs, nodes, kind } of events) {
        const until = now + afterMs;
        for (let at = expected.nextWakeMs(); at !== null && at <= until; at = expected.nextWakeMs()) {
          now = at;
          post({ type: "tick" }, (id) => (open.get(id)?.askedMs ?? Number.NaN) + LIMITS.patienceMs <= now);
        }
        now = until;
        if (kind === 0) {
          last += 1;
          const isFull = open.size === LIMITS.maxOpen;
          open.set(last, { askedMs: now, nodes });
          post({ type: "asked", questionId: last, nodeIds: nodes.map(node) }, (id) => isFull && id === last);
        } else {
          const [came = 0] = nodes;
          post({ type: "registered", nodeId: node(came) }, (id) => open.get(id)?.nodes.includes(came) === true);
          for (const question of open.values()) expect(question.nodes).not.toContain(came);
        }
        expect(open.size).toBeLessThanOrEqual(LIMITS.maxOpen);
        for (const { askedMs } of open.values()) expect(askedMs + LIMITS.patienceMs).toBeGreaterThan(now);
      }
    }),
  );
});
