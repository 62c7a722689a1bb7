require("./load.cjs").start("nodeWithHead");
