//! The plasma store as a service: `PlasmaStore::start` gives a running store, `StoreHandle` is what the rest of the
//! process does with it. Decisions are plasma-core's; this crate has the socket (server.rs, connection.rs), the memory
//! (segment.rs, huge_pages.rs, populate.rs) and what threads share (shared.rs).

mod config;
mod connection;
mod huge_pages;
mod leisure;
mod memory;
mod mutable;
mod own_objects;
mod packing;
mod populate;
mod segment;
mod server;
mod shared;
mod view;

use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::{fs, io, thread};

use plasma_core::{Config, LocalObjects, ObjectId, Owner, Stats, Store};

use rustix::event::EventfdFlags;

pub use config::{MIN_CAPACITY, StartError, StoreConfig};
pub use memory::spare_memory;
pub use mutable::{Channel, ChannelError};
pub use own_objects::ObjectBytes;
pub use plasma_core::PutError;
pub use plasma_wire::{CreateRequest, ObjectSource, PlasmaError};
use populate::Populate;
use segment::Segment;
use shared::Shared;

/// Reserved before the socket accepts: what the first workers and error objects need.
const FIRST_BYTES: u64 = 8 << 20;

/// A running store. Dropping it stops it.
pub struct PlasmaStore {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// Cheap to clone; calls may come from any thread and never wait for a client.
#[derive(Clone)]
pub struct StoreHandle {
    shared: Arc<Shared>,
}

impl PlasmaStore {
    /// Binds the socket and starts the threads. `on_events` is called, from any of them, when `take_events` has
    /// something: once, and not again until it was taken.
    pub fn start(config: StoreConfig, on_events: impl Fn() + Send + Sync + 'static) -> Result<Self, StartError> {
        check(&config)?;
        let io = |what, path: &Path| {
            let path = path.display().to_string();
            move |source: io::Error| StartError::Io { what, path, source }
        };
        let directory = &config.plasma_directory;
        let capacity = config.capacity_bytes / 64 * 64;
        let wants_huge = config.wants_huge_pages && is_tmpfs(directory);
        let arena = Segment::arena(directory, capacity, 1, wants_huge).map_err(io("--plasma_directory", directory))?;
        let arena = Arc::new(arena);
        let populate =
            Populate::new(arena.clone(), capacity, FIRST_BYTES).map_err(io("--plasma_directory", directory))?;
        let mut store = Store::new(Config {
            capacity,
            main_segment: arena.to_ref(),
            has_fallback: config.fallback_directory.is_some(),
            oom_grace_ms: config.oom_grace_ms,
            max_objects: config.max_objects,
        });
        store.on_reserved(populate.reserved(), 0);
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        let wake = rustix::event::eventfd(0, flags).map_err(|error| io("eventfd", Path::new(""))(error.into()))?;
        let socket = &config.socket_path;
        let listener = bind(socket).map_err(io("--store_socket_name", socket))?;
        let shared = Arc::new(Shared::new(config.clone(), store, arena, populate, wake, Box::new(on_events)));
        let mut running = Self { shared, threads: Vec::new() };
        running.spawn("plasma-socket", move |shared| server::run(shared, listener))?;
        running.spawn("plasma-reserve", |shared| shared.populate.run_reserve(&*shared))?;
        running.spawn("plasma-ahead", |shared| shared.populate.run_ahead(&*shared))?;
        Ok(running)
    }

    fn spawn(&mut self, name: &str, body: impl FnOnce(Arc<Shared>) + Send + 'static) -> Result<(), StartError> {
        let shared = self.shared.clone();
        let spawned = thread::Builder::new().name(name.into()).spawn(move || body(shared));
        let failed = |source| StartError::Io { what: "thread", path: name.into(), source };
        self.threads.push(spawned.map_err(failed)?);
        Ok(())
    }

    pub fn handle(&self) -> StoreHandle {
        StoreHandle { shared: self.shared.clone() }
    }

    /// Ends all connections, frees the arena and removes the socket. Takes some milliseconds.
    pub fn stop(&mut self) {
        if self.threads.is_empty() {
            return;
        }
        self.shared.lock().is_stopped = true;
        self.shared.wake_socket_thread();
        self.shared.populate.stop();
        for thread in self.threads.drain(..) {
            // A panic of the thread was reported when it happened.
            let _ = thread.join();
        }
        self.shared.lock().mutable.remove_all();
        let _ = fs::remove_file(&self.shared.config.socket_path);
    }
}

impl Drop for PlasmaStore {
    fn drop(&mut self) {
        self.stop();
    }
}

impl StoreHandle {
    /// Pins primary copies without an event; one flag an id: false when it is not sealed here.
    pub fn pin(&self, ids: &[ObjectId]) -> Vec<bool> {
        self.shared.call(|store, _| store.pin(ids, None))
    }

    pub fn unpin(&self, ids: &[ObjectId]) {
        self.shared.call(|store, now| store.unpin(ids, now));
    }

    /// Keeps objects in place for a use of the raylet's own (arguments of a lease, spilling); counted.
    pub fn hold(&self, ids: &[ObjectId]) -> Vec<bool> {
        self.shared.call(|store, _| store.hold(ids))
    }

    pub fn unhold(&self, ids: &[ObjectId]) {
        self.shared.call(|store, now| store.unhold(ids, now));
    }

    /// Ends pins and deletes, now or when the last user goes.
    pub fn delete(&self, ids: &[ObjectId]) {
        self.shared.call(|store, now| store.free(ids, false, now));
    }

    pub fn contains(&self, ids: &[ObjectId]) -> Vec<bool> {
        self.shared.call(|store, _| ids.iter().map(|id| store.is_readable(id)).collect())
    }

    /// While the raylet spills, creates in a full store wait beyond the grace period.
    pub fn set_spilling(&self, is_spilling: bool) {
        self.shared.call(|store, now| store.set_spilling(is_spilling, now));
    }

    /// A create that would bring the objects in files of their own above this is told that the disk is full.
    pub fn set_fallback_limit(&self, bytes: u64) {
        self.shared.call(|store, _| store.set_fallback_limit(bytes));
    }

    /// Makes a sealed object out of these bytes (errors in the place of values). Never waits.
    pub fn put(
        &self,
        id: ObjectId,
        owner: Owner,
        metadata: &[u8],
        data: &[u8],
        source: ObjectSource,
    ) -> Result<(), PutError> {
        let arena = &self.shared.arena;
        self.shared.call(|store, now| {
            let offset = store.create_own(id, owner, data.len() as u64, metadata.len() as u64, source)?;
            // The range lies inside the arena: the machine gave it.
            let _ = arena.write(offset, data) && arena.write(offset + data.len() as u64, metadata);
            store.seal_own(id, false, now);
            Ok(())
        })
    }

    /// Memory is short: gives back what is reserved ahead of need, and reserves no more so for a minute. Waits for it (some
    /// hundred milliseconds for many GiB); gives the bytes, 0 when everything is in use or the store ends.
    pub fn give_back(&self) -> u64 {
        self.shared.populate.give_back()
    }

    pub fn stats(&self) -> Stats {
        self.shared.lock().store.stats()
    }

    pub fn debug_string(&self) -> String {
        self.shared.lock().store.debug_string()
    }

    /// What happened since the last call, as packed records (packing.rs), in order; empty when nothing did.
    pub fn take_events(&self) -> Vec<u8> {
        self.shared.take_events()
    }

    /// Checks every invariant of the store; for tests.
    pub fn validate(&self) -> Result<(), String> {
        self.shared.lock().store.validate()
    }

    /// What the names of the semaphores of mutable objects begin with, after "sem.hdr" and "sem.obj" in /dev/shm.
    pub fn semaphore_prefix(&self) -> String {
        self.shared.lock().mutable.prefix().to_owned()
    }

    /// The number of the arena's file in this process.
    pub fn arena_fd(&self) -> i32 {
        self.shared.arena.fd().as_raw_fd()
    }
}

impl LocalObjects for StoreHandle {
    fn pin_objects(&self, ids: &[ObjectId], owner: &Owner) -> Vec<bool> {
        self.shared.call(|store, _| store.pin(ids, Some(owner)))
    }

    fn free_objects(&self, ids: &[ObjectId]) {
        self.shared.call(|store, now| store.free(ids, true, now));
    }

    fn contains_objects(&self, ids: &[ObjectId]) -> Vec<bool> {
        self.contains(ids)
    }
}

/// Refuses what cannot work, with what to change.
fn check(config: &StoreConfig) -> Result<(), StartError> {
    if config.capacity_bytes < MIN_CAPACITY {
        return Err(StartError::TooSmall(config.capacity_bytes));
    }
    let len = config.socket_path.as_os_str().as_bytes().len();
    if len > 107 {
        return Err(StartError::SocketPathTooLong { path: config.socket_path.display().to_string(), len });
    }
    let directory = config.plasma_directory.display().to_string();
    let stat = rustix::fs::statvfs(&config.plasma_directory).map_err(|error| StartError::Io {
        what: "--plasma_directory",
        path: directory.clone(),
        source: error.into(),
    })?;
    let available = stat.f_bavail.saturating_mul(stat.f_frsize);
    // A tmpfs without a size limit has no blocks to count.
    if stat.f_blocks > 0 && available < config.capacity_bytes {
        return Err(StartError::NoSpace { wanted: config.capacity_bytes, available, directory });
    }
    Ok(())
}

fn is_tmpfs(directory: &Path) -> bool {
    const TMPFS_MAGIC: i64 = 0x0102_1994;
    rustix::fs::statfs(directory).is_ok_and(|stat| stat.f_type == TMPFS_MAGIC)
}

/// Listens at `path`; a socket that nobody answers any more is replaced.
fn bind(path: &Path) -> io::Result<UnixListener> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let listener = match UnixListener::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            if std::os::unix::net::UnixStream::connect(path).is_ok() {
                return Err(error);
            }
            fs::remove_file(path)?;
            UnixListener::bind(path)?
        }
        other => other?,
    };
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
