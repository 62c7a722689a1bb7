import { killHead } from "./head-kills.js";

killHead(3);
