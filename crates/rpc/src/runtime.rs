//! The one thread that does all gRPC IO of the process.
//!
//! One is enough and cheaper than several: a call costs some microseconds here, and with a single thread there is no
//! hand-over between workers on its way. It sleeps in epoll when nothing happens.

use std::io;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle};

/// The handle of the transport's thread, started on first use; it lives as long as the process.
pub fn runtime() -> io::Result<&'static Handle> {
    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| start().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(|text| io::Error::other(text.clone()))
}

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("narcine-rpc".into())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}
