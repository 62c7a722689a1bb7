import { describe, expect, it } from "vitest";
import { flameGraph, stacksOfCpuProfile, stacksOfPerfScript, treeOf } from "../../../scripts/lib/flame.mjs";

const node = (id: number, functionName: string, children: number[] = [], url = "", lineNumber = -1) => ({
  ...{ id, children, callFrame: { functionName, url, lineNumber } },
});

describe("stacks of a V8 profile", () => {
  it("go from the outermost frame to the sampled one, with the time of their samples", () => {
    const nodes = [
      node(1, "(root)", [2, 5]),
      node(2, "main", [3], "file:///there/dist/raylet/main.js", 9),
      node(3, "", [], "file:///there/dist/core/pool.js", 0),
      node(5, "(idle)"),
    ];
    const stacks = stacksOfCpuProfile({ nodes, samples: [3, 5, 3, 2], timeDeltas: [10, 500, 20, 7] });
    expect(stacks).toEqual([
      { frames: ["main raylet/main.js:10", "(anonymous) core/pool.js:1"], weight: 30 },
      { frames: ["main raylet/main.js:10"], weight: 7 },
    ]);
  });

  it("count no time that runs backwards", () => {
    const nodes = [node(1, "(root)", [2]), node(2, "main")];
    expect(stacksOfCpuProfile({ nodes, samples: [2, 2], timeDeltas: [-5, 3] })).toEqual([
      { frames: ["main"], weight: 3 },
    ]);
  });
});

describe("stacks of perf", () => {
  const text = `raylet    100 
\t    7f01 js_only

plasma store    101 
\t    7f02 memcpy
\t    7f03 plasma::serve (inlined)
\tffffffff81000e46 [unknown]

plasma store    101 
\t    7f02 memcpy
`;

  it("start with the thread's name, and leave out the thread that V8 profiles", () => {
    expect(stacksOfPerfScript(text, 100)).toEqual([
      { frames: ["plasma store", "[unknown]", "plasma::serve (inlined)", "memcpy"], weight: 1 },
      { frames: ["plasma store", "memcpy"], weight: 1 },
    ]);
  });

  it("are none where perf printed none", () => {
    expect(stacksOfPerfScript("", 1)).toEqual([]);
    expect(stacksOfPerfScript("failed to open perf.data: no such file\n", 1)).toEqual([]);
  });
});

describe("flame graph", () => {
  const stacks = [
    { frames: ["a", "b"], weight: 1 },
    { frames: ["a", "c<d>"], weight: 3 },
    { frames: ["a"], weight: 4 },
  ];

  it("adds up what stacks have in common, the heaviest first", () => {
    expect(treeOf(stacks)).toMatchObject({
      weight: 8,
      children: [
        {
          name: "a",
          weight: 8,
          children: [
            { name: "c<d>", weight: 3 },
            { name: "b", weight: 1 },
          ],
        },
      ],
    });
  });

  it("draws a frame as wide as its share, callers below what they call", () => {
    const svg = flameGraph(stacks, "of a test", (weight) => `${weight} ms`);
    expect(svg).toContain("<title>c&lt;d&gt;: 3 ms, 37.5 %</title>");
    const [, y = "", width] = /c&lt;d&gt;: .*?<rect x="[^"]+" y="([^"]+)" width="([^"]+)"/.exec(svg) ?? [];
    expect(width).toBe("450.0");
    const [, yOfCaller = ""] = /<title>a: .*?<rect x="[^"]+" y="([^"]+)"/.exec(svg) ?? [];
    expect(Number(yOfCaller)).toBeGreaterThan(Number(y));
  });

  it("draws nothing that nobody could see, and a thread that did nothing", () => {
    const many = [
      { frames: ["big"], weight: 10_000 },
      { frames: ["tiny"], weight: 1 },
    ];
    expect(flameGraph(many, "t", String)).not.toContain("tiny");
    expect(flameGraph([], "t", String)).toContain("<title>all: 0, 0.0 %</title>");
  });
});
