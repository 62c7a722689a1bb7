import { expectHosts } from "./hosts.js";

/** One of ours and one of stock's hold what the others want; test/long has all mixes, and larger objects. */
expectHosts("ours,ours,stock,ours,ours", { megabytes: 100, limitMs: 150_000 });
