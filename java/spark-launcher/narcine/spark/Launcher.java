package narcine.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * Spark for a driver that is no Java and no Python: `setupRayCluster` (src/spark) starts it by spark-submit in client mode
 * and talks to it over stdin and stdout, a line a message, words apart by tabs. It decides nothing. Its stdin's end is the
 * end of the application, and so of every node.
 *
 *   in   shape CPUS GPUS          what each node's task takes; before the first node
 *        probe QUESTION           a task that asks the holder on one host
 *        archive PATH             the runtime for hosts that have none; tasks after it find it
 *        node NUMBER TEMPDIR SPEC one job of one task, which holds the node
 *        cancel NUMBER            ends that job
 *   out  spark VERSION MASTER DRIVER_HOST GPUS_OF_AN_EXECUTOR IS_DYNAMIC GPUS_OF_A_TASK CORES_OF_AN_EXECUTOR
 *        executors HOST CORES GPUS ...   all that there are, whenever that changes
 *        began                    a task has a core: the probe's is the first
 *        probed (answer JSON | missing TEXT | problem TEXT | threw TEXT)
 *        archived [PROBLEM]
 *        done NUMBER (said JSON... | problem TEXT | threw TEXT)
 *
 * Only Spark's Java API is used, so that one jar runs on every Spark from 3.3 on, whatever its Scala. Specs hold the
 * cluster's token: they travel as a task's data, over Spark's own connections, and are in no file and no argument list.
 */
public final class Launcher {
  private final PrintStream out;
  private final JavaSparkContext context;
  private final String group;
  private final Runtime runtime;
  private ResourceProfile shape;

  private Launcher(PrintStream out, JavaSparkContext context, String group, Runtime runtime) {
    this.out = out;
    this.context = context;
    this.group = group;
    this.runtime = runtime;
  }

  /** Arguments: name of the cluster, folder of the npm package, path of Node. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    // Whatever else prints must not get between the lines.
    System.setOut(System.err);
    Executors.onChange(line -> write(out, line));
    SparkConf conf = new SparkConf();
    String own = Executors.class.getName();
    conf.set("spark.extraListeners", conf.contains("spark.extraListeners") ? conf.get("spark.extraListeners") + "," + own : own);
    JavaSparkContext context = new JavaSparkContext(conf);
    Launcher launcher = new Launcher(out, context, args[0], new Runtime(args[1], args[2]));
    SparkConf is = context.getConf();
    String gpus = is.get("spark.executor.resource.gpu.amount", "0");
    String dynamic = is.get("spark.dynamicAllocation.enabled", "false");
    String gpusOfTask = is.get("spark.task.resource.gpu.amount", "");
    String cores = is.get("spark.executor.cores", "");
    launcher.say("spark", context.version(), context.master(), is.get("spark.driver.host"), gpus, dynamic, gpusOfTask, cores);
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) launcher.obey(line.split("\t", -1));
    } finally {
      context.stop();
    }
    // Threads of jobs that Spark has not given back yet hold nobody up.
    System.exit(0);
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "shape" -> shape = shapeOf(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "probe" -> inBackground(() -> probe(words[1]));
      case "archive" -> inBackground(() -> sendArchive(words[1]));
      case "node" -> inBackground(() -> hold(words[1], new NodeTask(runtime, words[2]), words[3]));
      case "cancel" -> context.cancelJobGroup(group + "-node-" + words[1]);
      default -> throw new IllegalArgumentException("the launcher does not know " + words[0]);
    }
  }

  private void probe(String question) {
    say("probed", result(group + "-probe", "Narcine looks at the hosts", null, new ProbeTask(runtime), question));
  }

  private void hold(String number, NodeTask task, String spec) {
    String text = "Ray worker node " + number + " of " + group;
    say("done", number, result(group + "-node-" + number, text, shape, task, spec));
  }

  private void sendArchive(String path) {
    try {
      context.sc().addArchive(path + "#" + Runtime.ARCHIVE);
      say("archived");
    } catch (RuntimeException error) {
      say("archived", String.valueOf(error.getMessage()));
    }
  }

  /** Runs a job of one task to its end; what it returned, or what Spark threw, as words. */
  private String result(String jobGroup, String text, ResourceProfile profile, HeldTask task, String data) {
    try {
      // The group is this thread's. Interrupted, a task lets go of its holder at once.
      context.setJobGroup(jobGroup, text, true);
      JavaRDD<String> one = context.parallelize(List.of(data), 1);
      return (profile == null ? one : one.withResources(profile)).map(task).collect().get(0);
    } catch (Exception error) {
      return "threw\t" + Words.one(String.valueOf(error.getMessage()));
    }
  }

  /** Null where Spark knows no shapes: its local mode. */
  private ResourceProfile shapeOf(int cpus, int gpus) {
    if (context.master().equals("local") || context.master().startsWith("local[")) return null;
    TaskResourceRequests share = new TaskResourceRequests().cpus(cpus);
    ResourceProfile made = new ResourceProfileBuilder().require(gpus == 0 ? share : share.resource("gpu", gpus)).build();
    return made;
  }

  private void say(String... words) {
    write(out, String.join("\t", words));
  }

  private static void write(PrintStream out, String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  private static void inBackground(java.lang.Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }
}
