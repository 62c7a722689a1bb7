import { rpc } from "../wire/index.js";
import { rawFields } from "../wire/raw-fields.js";
import type { HeadContext } from "./head-context.js";
import type { PublisherShell } from "./publisher-shell.js";
import type { Services } from "./services.js";

/** Field number of gcs_service.proto GcsPublishRequest.pub_messages (Ray 2.60.0). */
const PUBLISH_MESSAGES = 1;

/** ControlPlanePubSubGcsService and ObservabilityPubSubService (Ray 2.60.0, gcs_service.proto). */
export function servePubsub(services: Services, context: HeadContext): void {
  serve(services, rpc.ControlPlanePubSubGcsService, context.controlPlane);
  serve(services, rpc.ObservabilityPubSubService, context.observability);
  services.on(rpc.ObservabilityPubSubService.reportJobError, ({ jobError }) => {
    if (jobError === null) return {};
    const channel = rpc.ChannelType.RAY_ERROR_INFO_CHANNEL;
    context.observability.publish(channel, jobError.jobId, { errorInfoMessage: jobError });
    return {};
  });
}

type PubsubService = Pick<
  typeof rpc.ControlPlanePubSubGcsService,
  "gcsPublish" | "gcsSubscriberPoll" | "gcsSubscriberCommandBatch"
>;

function serve(services: Services, service: PubsubService, publisher: PublisherShell): void {
  services.onBytes(service.gcsPublish, (_request, _call, body) => {
    for (const message of rawFields(body, PUBLISH_MESSAGES)) publisher.forward(message);
    return new Uint8Array();
  });
  services.onBytes(service.gcsSubscriberPoll, (request, call) => publisher.poll(request, call));
  services.on(service.gcsSubscriberCommandBatch, (request) => {
    publisher.command(request);
    return {};
  });
}
