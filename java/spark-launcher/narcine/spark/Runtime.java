package narcine.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkFiles;

/** Where Node and Narcine are on a host: at the driver's paths, or in the archive that came with the application. */
final class Runtime implements Serializable {
  private static final long serialVersionUID = 1;
  /** The folder into which executors unpack the archive. */
  static final String ARCHIVE = "narcine-runtime";

  private final String home;
  private final String node;

  Runtime(String home, String node) {
    this.home = home;
    this.node = node;
  }

  /** The command of the holder. Throws IOException, whose message says what is missing. */
  List<String> holder() throws IOException {
    // Relative to where the executor runs.
    Path sent = Path.of(SparkFiles.getRootDirectory(), ARCHIVE).toAbsolutePath();
    boolean isSent = Files.exists(sent);
    Path program = isSent ? sent.resolve("node") : Path.of(node);
    Path main = (isSent ? sent : Path.of(home)).resolve("dist/spark/holder/main.js");
    if (!Files.exists(main)) throw new IOException("there is no Narcine at " + home);
    if (!Files.isExecutable(program)) throw new IOException("there is no Node at " + program);
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add(main.toString());
    return command;
  }
}
