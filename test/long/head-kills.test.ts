import { killHead } from "../interop/head-kills.js";

killHead(200);
