import { compareProgram } from "./compare.js";

compareProgram({
  program: "spilling.py",
  sections: [
    "three_gigabytes",
    "more_in_use_than_fits",
    "returned",
    "arguments",
    "small_ones_share_files",
    "waits",
    "two_workers_and_the_driver",
    "stats",
    "freed",
    "stock_reads_the_files",
  ],
  limitMs: 280_000,
});
