require("./load.cjs").start("node-with-head");
