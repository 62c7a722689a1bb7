//! gRPC over bytes: a server and a client for Ray's services (Ray 2.60.0 speaks gRPC over HTTP/2, plain or in TLS).
//!
//! The transport knows paths, metadata, statuses and message frames; what the bytes mean is decided elsewhere, save
//! for three methods that are answered here because they must not wait for anybody: health checks, and the two pin
//! methods that come with every put (`fast_path`). It stands on h2 directly: a unary call is one task that reads a
//! message, hands it over and sends the answer, which leaves nothing for a framework to do.
#![forbid(unsafe_code)]

mod client;
mod clock;
mod connection;
mod driven;
mod fast_path;
mod frame;
pub mod limits;
pub mod proto;
mod runtime;
mod server;
mod serving;
mod status;
mod stream;
mod tls;
mod turned_away;

pub use http::HeaderMap;

pub use client::{CallRequest, Client, ClientOptions, PreparedCall};
pub use driven::Driven;
pub use frame::{frame, frame_header};
pub use runtime::{Home, Thread, drive_here, home};
pub use server::{CallId, CallSink, Direct, DirectCall, OtherProtocol, Server, ServerOptions, ServerStats, same_bytes};
pub use status::{Code, Status};
pub use stream::{StreamHandle, StreamSink};
pub use tls::{TlsError, TlsFiles, use_tls};
pub use turned_away::TurnedAway;
