import { defineConfig } from "vitest/config";

// unit: the fast part, no Ray, no addon build beyond what `npm run build` made; also run on the current Node LTS.
// sim: the machines of several nodes together, in virtual time. wire: needs the Python environment (descriptors of the
// installed wheel). interop: real Ray, one file at a time. spark: real Spark and Ray. long: the same kind of tests, hours of
// them, run by hand. rllib: by scripts/test-rllib.mjs alone.
export default defineConfig({
  test: {
    projects: [
      // A property takes its time on a busy machine.
      { test: { name: "unit", include: ["test/unit/**/*.test.ts", "test/tidy.test.ts"], testTimeout: 60_000 } },
      { test: { name: "sim", include: ["test/sim/**/*.test.ts"], testTimeout: 120_000 } },
      { test: { name: "wire", include: ["test/wire/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "interop",
          include: ["test/interop/**/*.test.ts", "test/chaos/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // Two at a time take four fifths of the time on two cores, and now and then a call of stock's runs out of its own.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "rllib",
          include: ["test/rllib/**/*.test.ts"],
          testTimeout: 1_200_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "spark",
          include: ["test/spark/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "long",
          include: ["test/long/**/*.test.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
