import { compareProgram } from "./compare.js";

compareProgram({ program: "util.py", sections: ["queue", "multiprocessing_pool", "joblib_backend"] });
compareProgram({ program: "data.py", sections: ["sort_and_parquet"], limitMs: 300_000 });
compareProgram({ program: "tune.py", sections: ["eight_trials"] });
