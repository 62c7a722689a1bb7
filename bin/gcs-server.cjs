require("./load.cjs").start("head");
