import { expect, it } from "vitest";
import { encodeCounters } from "../../src/wire/otlp.js";
import { jsonFromPython } from "./python.js";

it("counters are read as they were written by the opentelemetry-proto that Ray's agent uses", () => {
  const tags = new Map([
    ["Type", "MemoryManager.TaskEviction.Total"],
    ["Name", "hög"],
  ]);
  const points = [
    { tags, increase: 3 },
    { tags: new Map(), increase: 0.5 },
  ];
  const bytes = encodeCounters(
    [
      { name: "memory_manager_worker_eviction", description: "Total", points },
      { name: "other", description: "", points: [] },
    ],
    1_700_000_000_000,
  );
  const point = (increase: number, attributes: object[] = []) => ({
    timeUnixNano: "1700000000000000000",
    asDouble: increase,
    ...(attributes.length > 0 ? { attributes } : {}),
  });
  const attributes = [...tags].map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const sum = { aggregationTemporality: "AGGREGATION_TEMPORALITY_DELTA", isMonotonic: true };
  const metrics = [
    {
      name: "memory_manager_worker_eviction",
      description: "Total",
      sum: { dataPoints: [point(3, attributes), point(0.5)], ...sum },
    },
    { name: "other", sum },
  ];
  expect(jsonFromPython("wheel_otlp.py", [Buffer.from(bytes).toString("hex")])).toEqual({
    resourceMetrics: [{ scopeMetrics: [{ metrics }] }],
  });
});
