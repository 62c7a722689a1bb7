/** Finds the head and the node of this machine that a driver connects to. */
import { existsSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { GcsClient } from "../runtime/gcs-client.js";
import { currentClusterFile } from "../runtime/session.js";
import { rpc } from "../wire/index.js";
import { ConnectError } from "./errors.js";

/**
 * The head's "ip:port": as given, else RAY_ADDRESS, else the cluster that was started last on this machine (Ray 2.60.0
 * writes it to `ray_current_cluster` in its folder).
 * @throws ConnectError
 */
export function headAddress(given: string | undefined, environment: NodeJS.ProcessEnv): string {
  const asked = [given, environment["RAY_ADDRESS"]].find(
    (address) => address !== undefined && address !== "" && address !== "auto",
  );
  if (asked !== undefined) return checked(asked);
  const file = currentClusterFile(environment);
  if (existsSync(file)) return checked(readFileSync(file, "utf8").trim());
  throw new ConnectError(
    `There is no running cluster on this machine (no ${file}). Start one with \`ray start --head\`, or give init() an address, "ip:port" of the head.`,
  );
}

function checked(address: string): string {
  if (/^[^\s:/]+:\d{1,5}$/.test(address)) return address;
  throw new ConnectError(
    `The address ${JSON.stringify(address)} is not "ip:port" of a head. Ray Client's "ray://" is not spoken.`,
  );
}

/**
 * The alive node whose raylet runs on this machine: a driver shares its memory. With several, the head's.
 * @throws ConnectError
 */
export async function localNode(gcs: GcsClient): Promise<rpc.GcsNodeInfo> {
  const { nodeInfoList } = await gcs.call(rpc.NodeInfoGcsService.getAllNodeInfo, {});
  const alive = nodeInfoList.filter((node) => node.state === rpc.GcsNodeInfo_GcsNodeState.ALIVE);
  const own = new Set(Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []));
  const here = alive.filter((node) => own.has(node.nodeManagerAddress) && existsSync(node.rayletSocketName));
  const node = here.find((each) => each.isHeadNode) ?? here[0];
  if (node !== undefined) return node;
  const known = alive.map((each) => `${each.nodeManagerAddress} (${each.rayletSocketName})`).join(", ") || "none";
  throw new ConnectError(
    `No node of the cluster at ${gcs.address} runs on this machine; a driver needs one to share memory with. Alive nodes: ${known}. Start one here with \`ray start --address=${gcs.address}\`.`,
  );
}
