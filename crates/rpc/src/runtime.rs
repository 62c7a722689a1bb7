//! Where the gRPC IO of the process runs: control calls in one place, the bytes of objects in another.
//!
//! One thread for all control calls is enough and cheaper than several: a call costs some microseconds here. Best is no
//! thread of its own at all: a process that has an event loop lends it (`driven`), and a call then crosses no thread on
//! its way in and none on its way out. Chunks of objects (5 MiB each) have a thread, because a lease request must not
//! wait until they are copied. All of them sleep in epoll when nothing happens.

use std::io;
use std::sync::{Arc, OnceLock};

use tokio::runtime::{Builder, EnterGuard, Handle};

use crate::driven::{Driven, Queue, spawn_here};

/// Which of the two a server or client lives on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thread {
    #[default]
    Control,
    Data,
}

/// Runs the tasks of one `Thread`, and lives as long as the process.
pub struct Home {
    reactor: Handle,
    /// Who runs the tasks when that is not the reactor's own thread.
    queue: Option<Arc<Queue>>,
}

impl Home {
    /// From any thread.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        match &self.queue {
            Some(queue) => queue.spawn(task),
            None => drop(self.reactor.spawn(task)),
        }
    }

    /// Sockets that are made while the guard lives belong here.
    pub fn enter(&self) -> EnterGuard<'_> {
        self.reactor.enter()
    }
}

static CONTROL: OnceLock<Result<Home, String>> = OnceLock::new();
static DATA: OnceLock<Result<Home, String>> = OnceLock::new();

/// The home of a thread, started on first use.
pub fn home(thread: Thread) -> io::Result<&'static Home> {
    let (cell, name) = match thread {
        Thread::Control => (&CONTROL, "narcine-rpc"),
        Thread::Data => (&DATA, "narcine-data"),
    };
    cell.get_or_init(|| start(name).map_err(|error| error.to_string()))
        .as_ref()
        .map_err(|text| io::Error::other(text.clone()))
}

fn start(name: &str) -> io::Result<Home> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
    let reactor = runtime.handle().clone();
    std::thread::Builder::new().name(name.into()).spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(Home { reactor, queue: None })
}

/// Makes the calling thread the one for control calls: nothing happens but in its `Driven::turn`s from now on. `None`
/// when control calls have a home already.
pub fn drive_here() -> io::Result<Option<Driven>> {
    if CONTROL.get().is_some() {
        return Ok(None);
    }
    let (driven, queue) = Driven::new()?;
    let home = Home { reactor: driven.reactor(), queue: Some(queue) };
    Ok(CONTROL.set(Ok(home)).is_ok().then_some(driven))
}

/// Starts a task beside the one that runs, on the same thread.
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    if let Err(task) = spawn_here(task) {
        tokio::spawn(task);
    }
}
