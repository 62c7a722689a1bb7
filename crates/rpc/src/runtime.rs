//! The threads that do all gRPC IO of the process: one for control, one for the bytes of objects.
//!
//! One for all control calls is enough and cheaper than several: a call costs some microseconds here, and with a single
//! thread there is no hand-over between workers on its way. Chunks of objects (5 MiB each) have another one, because a
//! lease request must not wait until they are copied. They sleep in epoll when nothing happens.

use std::io;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle};

/// Which of the two threads a server or client lives on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thread {
    #[default]
    Control,
    Data,
}

/// The handle of a thread, started on first use; it lives as long as the process.
pub fn runtime(thread: Thread) -> io::Result<&'static Handle> {
    static CONTROL: OnceLock<Result<Handle, String>> = OnceLock::new();
    static DATA: OnceLock<Result<Handle, String>> = OnceLock::new();
    let (cell, name) = match thread {
        Thread::Control => (&CONTROL, "narcine-rpc"),
        Thread::Data => (&DATA, "narcine-data"),
    };
    cell.get_or_init(|| start(name).map_err(|error| error.to_string()))
        .as_ref()
        .map_err(|text| io::Error::other(text.clone()))
}

fn start(name: &str) -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new().name(name.into()).spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}
