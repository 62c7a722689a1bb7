import { compareProgram } from "./compare.js";

compareProgram({
  program: "objects.py",
  sections: [
    "sizes",
    "kinds",
    "returned",
    "ten_thousand_in_one_get",
    "thousand_in_one_wait",
    "freed",
    "two_workers_at_once",
    "threads_of_one_driver",
    "owner_dies",
  ],
  limitMs: 300_000,
});
