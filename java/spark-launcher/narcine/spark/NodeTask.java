package narcine.spark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Holds one Ray node for as long as this task lives. Returns what the holder said of its end.
 *
 * The holder's stdin is the lifeline: a task that is cancelled closes it, and an executor that dies leaves it closed.
 */
final class NodeTask extends HeldTask {
  private static final long serialVersionUID = 1;
  private static final long LOOK_MS = 200;
  /** What a holder needs to end everything below it, at most. */
  private static final long PATIENCE_S = 8;

  private final String tempDir;

  NodeTask(Runtime runtime, String tempDir) {
    super(runtime);
    this.tempDir = tempDir;
  }

  @Override
  public String call(String spec) throws Exception {
    TaskContext task = TaskContext.get();
    List<String> command;
    try {
      command = runtime.holder();
    } catch (IOException error) {
      return "problem\t" + Words.one(error.getMessage());
    }
    command.add("--attempt=" + task.attemptNumber());
    ResourceInformation gpu = task.resourcesJMap().get("gpu");
    if (gpu != null) command.add("--gpus=" + String.join(",", gpu.addresses()));
    Process holder = new ProcessBuilder(command).directory(new File("/")).redirectError(Redirect.INHERIT).start();
    StringBuilder said = new StringBuilder("said");
    Thread reader = new Thread(() -> collect(holder, said));
    reader.setDaemon(true);
    reader.start();
    try (OutputStream stdin = holder.getOutputStream()) {
      writeLine(stdin, spec);
      while (!holder.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
        if (task.isInterrupted()) throw new InterruptedException("the task was killed");
      }
    } finally {
      if (!waitFor(holder)) holder.destroyForcibly();
      // A holder that was killed itself removes nothing; its processes died with it.
      remove(Path.of(tempDir + "-" + task.attemptNumber()));
    }
    reader.join(1000);
    synchronized (said) {
      return said.toString();
    }
  }

  /** What is said of the node's end; the rest reaches the driver through the head's holder. */
  private static void collect(Process holder, StringBuilder said) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        boolean isOfTheEnd = line.startsWith("{\"event\":\"failed\"") || line.startsWith("{\"event\":\"ended\"");
        if (!isOfTheEnd) continue;
        synchronized (said) {
          said.append('\t').append(Words.one(line));
        }
      }
    } catch (IOException error) {
      // The holder is gone, which its exit tells.
    }
  }

  /** Also when this thread is interrupted, once or again. */
  private static boolean waitFor(Process holder) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    boolean wasInterrupted = Thread.interrupted();
    try {
      while (holder.isAlive() && System.nanoTime() < deadline) {
        try {
          holder.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
          wasInterrupted = true;
        }
      }
      return !holder.isAlive();
    } finally {
      if (wasInterrupted) Thread.currentThread().interrupt();
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) Files.deleteIfExists(path);
    }
  }
}
