import { transferBetween } from "./transfer-mixes.js";

// What two stock nodes give, and the other half and half, is in test/long.
transferBetween(["ours,ours", "ours,stock"]);
