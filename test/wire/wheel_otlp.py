"""Prints an ExportMetricsServiceRequest, given as hex, as JSON."""

import sys

from google.protobuf.json_format import MessageToJson
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

print(MessageToJson(ExportMetricsServiceRequest.FromString(bytes.fromhex(sys.argv[1]))))
