package narcine.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.api.java.function.Function;

/** A task that asks the holder of this host; its result is words apart by tabs. */
abstract class HeldTask implements Function<String, String> {
  private static final long serialVersionUID = 1;
  protected final Runtime runtime;

  HeldTask(Runtime runtime) {
    this.runtime = runtime;
  }

  /** In UTF-8, whatever this host's locale is. */
  static void writeLine(OutputStream stream, String line) throws IOException {
    stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }
}
