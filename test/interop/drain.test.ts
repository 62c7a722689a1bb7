import { compareProgram } from "./compare.js";

compareProgram({
  program: "drain.py",
  sections: [
    "in_use_by_an_actor",
    "in_use_by_an_actor_of_nothing",
    "in_use_by_an_object",
    "preempted_while_busy",
    "takes_nothing_new",
    "works_on",
    "leaves",
  ],
});
