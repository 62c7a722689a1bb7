package narcine.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What one host has, and what a node would get on it: `answer JSON`, `missing TEXT` or `problem TEXT`. */
final class ProbeTask extends HeldTask {
  private static final long serialVersionUID = 1;

  ProbeTask(Runtime runtime) {
    super(runtime);
  }

  @Override
  public String call(String question) throws Exception {
    List<String> command;
    try {
      command = runtime.holder();
    } catch (IOException error) {
      return "missing\t" + Words.one(error.getMessage());
    }
    command.add("--probe");
    try {
      Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream stdin = holder.getOutputStream()) {
        writeLine(stdin, question);
      }
      String said = new String(holder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (holder.waitFor() == 0) return "answer\t" + Words.one(answerIn(said));
      return "problem\tthe holder does not run there: " + Words.one(said.strip());
    } catch (IOException error) {
      return "problem\t" + Words.one(String.valueOf(error.getMessage()));
    }
  }

  /** The line of JSON: Node may have said something on stderr and gone on, for instance of NODE_EXTRA_CA_CERTS. */
  static String answerIn(String said) {
    return said.lines().filter(line -> line.startsWith("{")).findFirst().orElse(said.strip());
  }
}
