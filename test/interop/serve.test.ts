import { compareProgram } from "./compare.js";

compareProgram({ program: "serve_hello.py", sections: ["http_and_handle", "scaled", "deleted"], limitMs: 150_000 });
