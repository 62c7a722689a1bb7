//! Every limit of the transport. Values named "Ray" are those of Ray 2.60.0 (ray_config_def.h, grpc_server.cc).

use std::time::Duration;

/// Ray's `max_grpc_message_size`, both ways.
pub const MAX_MESSAGE_BYTES: usize = 512 << 20;
/// Request bodies that all callers of a server may have half sent at one time. Beyond it, RESOURCE_EXHAUSTED.
pub const MAX_BODIES_BYTES: usize = 2 << 30;

/// HTTP/2 windows: the default of 64 KiB would make every large message wait for round trips.
pub const STREAM_WINDOW: u32 = 8 << 20;
pub const CONNECTION_WINDOW: u32 = 64 << 20;
pub const MAX_FRAME_BYTES: u32 = 1 << 20;
pub const MAX_HEADER_LIST_BYTES: u32 = 64 << 10;
/// h2 copies a DATA payload up to this size beside the frames around it; a larger one goes out in a write of its own,
/// with the status in yet another. So a small reply is cut in frames of this size and leaves in one write with all.
pub const COPIED_DATA_BYTES: usize = 255;
pub const SMALL_REPLY_BYTES: usize = 2 << 10;
/// Calls that one connection may have open. Long polls and lease requests are held, so this is generous.
pub const MAX_STREAMS: u32 = 100_000;
/// Streams that a caller may cancel before they were looked at: a burst of cancelled calls is legal.
pub const MAX_PENDING_RESETS: usize = 8_192;

/// Until a connected peer must have sent its HTTP/2 preface or answered the first ping.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(20);
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Ray's client keepalive: `grpc_client_keepalive_time_ms`, `grpc_client_keepalive_timeout_ms`.
pub const CLIENT_KEEPALIVE: Duration = Duration::from_secs(300);
pub const CLIENT_KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(120);
/// Pings to callers that wait for an answer: one whose machine is gone must not hold a lease request for ever.
pub const SERVER_KEEPALIVE: Duration = Duration::from_secs(60);
pub const SERVER_KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);
/// One without calls is pinged once in so many rounds: nothing else would tell that its machine is gone, and its descriptor
/// would be taken for ever.
pub const SERVER_KEEPALIVE_REST: u32 = 30;
/// gRPC's client idle timeout: a connection without calls for this long is closed.
pub const CLIENT_IDLE: Duration = Duration::from_secs(30 * 60);

/// Answers given before `Server::close` get this long to leave for the kernel, which sends them after our end too.
pub const CLOSE_FLUSH: Duration = Duration::from_millis(20);
/// While the receiver of calls or messages is this far behind, no more is read for it.
pub const RECEIVER_PAUSE: Duration = Duration::from_millis(5);
/// How often a call that is answered on the transport's thread is asked whether it goes on.
pub const DIRECT_PAUSE: Duration = Duration::from_millis(1);
/// Bytes that may wait for a stream's peer; a peer that reads no more loses the stream.
pub const MAX_STREAM_BACKLOG: usize = 256 << 20;
/// Pause after a failed accept (out of descriptors).
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
