package narcine.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.cluster.ExecutorInfo;

/** The application's executors, told whenever they change, and that a task has begun. Spark makes it (spark.extraListeners), before the first one is there. */
public final class Executors extends SparkListener {
  private static volatile Consumer<String> told = line -> {};
  private final Map<String, String> all = new LinkedHashMap<>();

  static void onChange(Consumer<String> listener) {
    told = listener;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    ExecutorInfo info = event.executorInfo();
    boolean hasGpus = info.resourcesInfo().contains("gpu");
    int gpus = hasGpus ? info.resourcesInfo().apply("gpu").addresses().length : 0;
    all.put(event.executorId(), info.executorHost() + "\t" + info.totalCores() + "\t" + gpus);
    tell();
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    if (all.remove(event.executorId()) != null) tell();
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    told.accept("began");
  }

  private void tell() {
    told.accept(all.isEmpty() ? "executors" : "executors\t" + String.join("\t", all.values()));
  }
}
