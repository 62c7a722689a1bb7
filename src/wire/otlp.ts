import runtime from "./protobuf-runtime.js";

/**
 * Metrics as Ray's processes hand them to their node's agent: OTLP over gRPC (opentelemetry-proto 1.x,
 * collector/metrics/v1/metrics_service.proto and metrics/v1/metrics.proto). Written by hand and not in proto/: of all its
 * messages this is the one shape we send, and of its answer nothing is read. Fields have the wire types that are named here.
 */
export const exportMetricsPath = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

/** How often something happened since it was last told. */
export interface Counter {
  readonly name: string;
  readonly description: string;
  readonly points: readonly { readonly tags: ReadonlyMap<string, string>; readonly increase: number }[];
}

type Writer = InstanceType<typeof runtime.Writer>;

/** Wire types. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const AGGREGATION_TEMPORALITY_DELTA = 1;

/** An ExportMetricsServiceRequest. @param nowMs since the epoch */
export function encodeCounters(counters: readonly Counter[], nowMs: number): Uint8Array {
  const writer = runtime.Writer.create();
  // ExportMetricsServiceRequest.resource_metrics, ResourceMetrics.scope_metrics, ScopeMetrics.metrics
  message(writer, 1, () =>
    message(writer, 2, () => {
      for (const counter of counters) message(writer, 2, () => writeMetric(writer, counter, nowMs));
    }),
  );
  return writer.finish();
}

function writeMetric(writer: Writer, { name, description, points }: Counter, nowMs: number): void {
  text(writer, 1, name);
  text(writer, 2, description);
  // Metric.sum
  message(writer, 7, () => {
    for (const { tags, increase } of points) {
      // Sum.data_points: NumberDataPoint
      message(writer, 1, () => {
        tag(writer, 3, FIXED64).fixed64(nowMs * 1_000_000);
        tag(writer, 4, FIXED64).double(increase);
        // NumberDataPoint.attributes: KeyValue with an AnyValue
        for (const [key, value] of tags) {
          message(writer, 7, () => {
            text(writer, 1, key);
            message(writer, 2, () => text(writer, 1, value));
          });
        }
      });
    }
    tag(writer, 2, VARINT).int32(AGGREGATION_TEMPORALITY_DELTA);
    tag(writer, 3, VARINT).bool(true);
  });
}

function tag(writer: Writer, field: number, wireType: number): Writer {
  return writer.uint32((field << 3) | wireType);
}

function text(writer: Writer, field: number, value: string): void {
  tag(writer, field, BYTES).string(value);
}

function message(writer: Writer, field: number, write: () => void): void {
  tag(writer, field, BYTES).fork();
  write();
  writer.ldelim();
}
