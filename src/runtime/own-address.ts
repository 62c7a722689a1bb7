import { createSocket } from "node:dgram";

/**
 * The address of this machine that a packet to `place` (a name, or an address without brackets) would leave by; nothing is
 * sent. Null where no packet can go there, as on a machine without a network.
 */
export async function addressTowards(place: string): Promise<string | null> {
  const socket = createSocket(place.includes(":") ? "udp6" : "udp4");
  try {
    // What fails is told to the callback, or where that comes first by the event.
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.connect(anyPort, place, (error?: Error | null) => (error ? reject(error) : resolve()));
    });
    return socket.address().address;
  } catch {
    return null;
  } finally {
    socket.close();
  }
}

const anyPort = 53;
