require("./load.cjs").start("raylet");
