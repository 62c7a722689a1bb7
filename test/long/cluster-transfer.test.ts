import { transferBetween } from "../interop/transfer-mixes.js";

transferBetween(["stock,stock", "stock,ours"]);
