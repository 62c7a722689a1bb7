import { type Gpu, listGpus } from "../native/gpus.js";
import { errorText, NarcineError } from "./errors.js";

/** The GPUs of this machine. @throws NarcineError when there is a driver that does not answer */
export function gpusOfMachine(): readonly Gpu[] {
  try {
    return listGpus();
  } catch (cause) {
    const help = "mend the driver (nvidia-smi says more), or start the node with --num-gpus";
    throw new NarcineError("NARCINE_GPU_DRIVER", `the NVIDIA driver does not answer (${errorText(cause)}); ${help}`, {
      cause,
    });
  }
}
