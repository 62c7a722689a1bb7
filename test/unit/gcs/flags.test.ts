import { describe, expect, it } from "vitest";
import { GcsFlagError, parseGcsFlags } from "../../../src/gcs/flags.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
/** As Ray 2.60.0 starts a head (services.py start_gcs_server), mixed dashes and all. */
const STOCK = [
  "--log_dir=/s/logs",
  `--config_list=${base64('{"object_spilling_config": "x"}')}`,
  "--gcs_server_port=6379",
  "--metrics-agent-port=0",
  "--node-ip-address=127.0.0.1",
  "--session-name=session_1",
  "--ray-commit=abc",
  "--session-dir=/s",
  `--node-id=${"AB".repeat(28)}`,
  "--stdout_filepath=/s/logs/gcs_server.out",
  "--stderr_filepath=/s/logs/gcs_server.err",
];

describe("parseGcsFlags", () => {
  it("reads what Ray passes", () => {
    expect(parseGcsFlags(STOCK)).toEqual({
      port: 6379,
      nodeIpAddress: "127.0.0.1",
      nodeId: "ab".repeat(28),
      sessionName: "session_1",
      sessionDir: "/s",
      logDir: "/s/logs",
      systemConfig: '{"object_spilling_config": "x"}',
      redis: null,
      headStorage: "",
      stdoutFilepath: "/s/logs/gcs_server.out",
      stderrFilepath: "/s/logs/gcs_server.err",
      unknown: [],
    });
  });

  it("reads where Redis is (services.py start_gcs_server)", () => {
    const flags = ["--redis_address=10.0.0.1", "--redis_port=6380", "--redis_enable_ssl=true", "--redis_password=p"];
    const redis = { host: "10.0.0.1", port: 6380, isTls: true, username: "", password: "p" };
    expect(parseGcsFlags([...STOCK, ...flags]).redis).toEqual(redis);
    expect(() => parseGcsFlags([...STOCK, "--redis_address=h", "--redis_port=-1"])).toThrow(/redis_port is "-1"/);
  });

  it("takes what may be left out, and names what it does not know", () => {
    const flags = parseGcsFlags(["--node_ip_address=::1", "--session_dir=/s", "--new_thing=1", "word"]);
    expect(flags).toMatchObject({ port: 0, nodeId: "", systemConfig: "{}", stdoutFilepath: null });
    expect(flags.unknown).toEqual(["--new_thing", "word"]);
  });

  it.each([
    ["--gcs_server_port=65536", /gcs_server_port is "65536", not a port/],
    ["--gcs_server_port=-1", /not a port/],
    ["--node-id=12", /node_id is "12", not 56 hex digits/],
    [`--config_list=${base64("[1]")}`, /not a JSON object/],
    [`--config_list=${base64("{")}`, /not the base64 of JSON/],
  ])("refuses %s", (flag, message) => {
    expect(() => parseGcsFlags([...STOCK, flag])).toThrow(message);
    expect(() => parseGcsFlags([...STOCK, flag])).toThrow(GcsFlagError);
  });

  it("says which flag is missing", () => {
    expect(() => parseGcsFlags(["--session_dir=/s"])).toThrow(/--node_ip_address is missing/);
  });
});
