import { HeadClient } from "../runtime/head-client.js";
import { autoscaler, rpc } from "../wire/index.js";

const GIB = 2 ** 30;
/** Amounts in bytes. */
const BYTES = /memory/;

/** What `narcine status` prints: nodes, what of their resources is used, and what waits for room. */
export async function statusText(address: string): Promise<string> {
  return HeadClient.with(address, async (head) => {
    const { nodeInfoList } = await head.call(rpc.NodeInfoGcsService.getAllNodeInfo, {});
    const reply = await head.call(autoscaler.AutoscalerStateService.getClusterResourceState, {});
    const state = reply.clusterResourceState;
    const alive = nodeInfoList.filter((node) => node.state === rpc.GcsNodeInfo_GcsNodeState.ALIVE);
    const lines = [`Head ${head.address}, ${alive.length} of ${nodeInfoList.length} nodes alive`, ""];
    const views = new Map(state?.nodeStates.map((view) => [hex(view.nodeId), view]));
    for (const node of alive) {
      const view = views.get(hex(node.nodeId));
      const idle =
        view === undefined || view.idleDurationMs <= 0 ? "busy" : `idle ${Math.round(view.idleDurationMs / 1e3)} s`;
      const marks = [node.isHeadNode ? "head" : "", idle].filter((mark) => mark !== "").join(", ");
      lines.push(`  ${hex(node.nodeId)}  ${node.nodeManagerAddress}:${node.nodeManagerPort}  ${marks}`);
      lines.push(`      ${usage(view?.totalResources ?? {}, view?.availableResources ?? {})}`);
    }
    const waiting = (state?.pendingResourceRequests ?? []).map(({ request, count }) => {
      return `  ${Number(count)} x {${amounts(request?.resourcesBundle ?? {})}}`;
    });
    const groups = (state?.pendingGangResourceRequests ?? []).map(({ details }) => `  placement group ${details}`);
    lines.push(
      "",
      waiting.length + groups.length === 0 ? "Nothing waits for room." : "Waiting for room:",
      ...waiting,
      ...groups,
    );
    return lines.join("\n");
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function usage(total: Readonly<Record<string, number>>, available: Readonly<Record<string, number>>): string {
  const shown = Object.entries(total).filter(([name]) => !name.startsWith("node:") && !name.includes("_group_"));
  return shown
    .map(([name, all]) => `${name} ${amount(name, all - (available[name] ?? 0))}/${amount(name, all)}`)
    .join("  ");
}

const amounts = (all: Readonly<Record<string, number>>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name} ${amount(name, value)}`)
    .join(", ");

function amount(name: string, value: number): string {
  return BYTES.test(name) ? `${(value / GIB).toFixed(2)} GiB` : String(Number(value.toFixed(4)));
}
