//! The store machine and what its threads share, behind one mutex.
//!
//! Whoever calls the machine also drains its actions under the same lock, so actions keep their order whatever thread
//! they come from: events go into the batch for JavaScript, work for the populate threads is handed over at once, and
//! what is to be sent waits in `outgoing` for the socket thread, which alone touches connections. Nothing is written
//! to a socket while the lock is held.

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use plasma_core::{Action, ClientId, Event, FallbackError, Store};
use plasma_wire::{CreateRequest, PlasmaError, Reply, SegmentRef};

use crate::config::StoreConfig;
use crate::mutable::MutableObjects;
use crate::packing::{pack, pack_failed};
use crate::populate::{FallbackJob, Populate, Reserver};
use crate::segment::{CHUNK, Segment};

/// Events reach JavaScript at most this much later; what comes in between travels together.
pub const EVENT_DELAY_MS: u64 = 1;
/// A batch of so many events goes at once.
pub const EVENT_BATCH: usize = 64;

/// For the socket thread.
pub enum Outgoing {
    Reply { client: ClientId, reply: Reply, new_segments: Vec<Arc<Segment>> },
    Disconnect { client: ClientId, reason: String },
}

#[derive(Default)]
pub struct EventBatch {
    pub bytes: Vec<u8>,
    pub count: usize,
    /// When the oldest event of the batch was added, ms.
    pub since: Option<u64>,
    /// JavaScript was told and has not fetched yet.
    pub is_announced: bool,
}

/// Told what became of a create of the raylet's own; called under the store's lock.
pub type OnCreated = Box<dyn FnOnce(PlasmaError) + Send>;

pub struct Inner {
    pub store: Store,
    /// By ticket, for `Action::OwnCreated`.
    pub own_creates: HashMap<u64, OnCreated>,
    pub segments: HashMap<i64, Arc<Segment>>,
    next_fd_id: i64,
    pub mutable: MutableObjects,
    pub outgoing: Vec<Outgoing>,
    pub events: EventBatch,
    pub is_stopped: bool,
}

pub struct Shared {
    pub config: StoreConfig,
    pub inner: Mutex<Inner>,
    pub populate: Populate,
    pub arena: Arc<Segment>,
    /// Wakes the socket thread.
    pub wake: OwnedFd,
    began: Instant,
    /// Told once per batch that `take_events` has something.
    pub on_events: Box<dyn Fn() + Send + Sync>,
}

impl Shared {
    pub fn new(
        config: StoreConfig,
        store: Store,
        arena: Arc<Segment>,
        populate: Populate,
        wake: OwnedFd,
        on_events: Box<dyn Fn() + Send + Sync>,
    ) -> Self {
        let main = arena.to_ref();
        let inner = Inner {
            store,
            own_creates: HashMap::new(),
            segments: HashMap::from([(main.unique_fd_id, arena.clone())]),
            next_fd_id: main.unique_fd_id + 1,
            mutable: MutableObjects::new(),
            outgoing: Vec::new(),
            events: EventBatch::default(),
            is_stopped: false,
        };
        Self { config, inner: Mutex::new(inner), populate, arena, wake, began: Instant::now(), on_events }
    }

    /// Milliseconds since the store was started.
    pub fn now(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic while the machine was changing ends the socket thread and is reported (server.rs); what other
        // threads see of it afterwards only has to be memory-safe.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls the machine from any thread but the socket thread, and does what follows.
    pub fn call<T>(&self, call: impl FnOnce(&mut Store, u64) -> T) -> T {
        self.call_inner(|inner, now| call(&mut inner.store, now))
    }

    /// Queues a create of the raylet's own; gives its ticket.
    pub fn create_when_room(&self, request: CreateRequest, on_created: OnCreated) -> u64 {
        self.call_inner(|inner, now| {
            let ticket = inner.store.queue_own(request, now);
            inner.own_creates.insert(ticket, on_created);
            ticket
        })
    }

    pub fn call_inner<T>(&self, call: impl FnOnce(&mut Inner, u64) -> T) -> T {
        let mut inner = self.lock();
        let had_events = inner.events.since.is_some();
        let deadline = inner.store.next_deadline();
        let result = call(&mut inner, self.now());
        self.drain(&mut inner);
        // The socket thread sends replies, and keeps the time: for the store, and for the hand-over of a batch that this
        // call began.
        let is_sooner = inner.store.next_deadline().is_some_and(|next| deadline.is_none_or(|before| next < before));
        let needs_wake = !inner.outgoing.is_empty() || (!had_events && inner.events.since.is_some()) || is_sooner;
        let is_announcing = inner.events.count >= EVENT_BATCH && self.announce(&mut inner);
        drop(inner);
        if needs_wake {
            self.wake_socket_thread();
        }
        if is_announcing {
            (self.on_events)();
        }
        result
    }

    pub fn wake_socket_thread(&self) {
        // The counter can only be full if the thread has 2^64 wake-ups waiting.
        let _ = rustix::io::write(&self.wake, &1u64.to_ne_bytes());
    }

    /// Distributes the machine's actions.
    pub fn drain(&self, inner: &mut Inner) {
        self.populate.used_up_to(inner.store.high_water(), inner.store.created_bytes());
        while inner.store.has_actions() {
            for action in inner.store.take_actions() {
                match action {
                    Action::Reply { client, reply, new_segments } => {
                        let find = |segment: &SegmentRef| inner.segments.get(&segment.unique_fd_id).cloned();
                        let new_segments = new_segments.iter().filter_map(find).collect();
                        inner.outgoing.push(Outgoing::Reply { client, reply, new_segments });
                    }
                    Action::Disconnect { client, reason } => {
                        inner.outgoing.push(Outgoing::Disconnect { client, reason });
                    }
                    Action::Reserve { limit } => self.populate.want(limit),
                    Action::CreateFallback { ticket, size } => self.populate.add_job(FallbackJob { ticket, size }),
                    Action::MakeMutable { number, segment, offset } => {
                        self.make_mutable(inner, number, segment, offset)
                    }
                    Action::DropMutable { number } => inner.mutable.remove(number),
                    Action::DropSegment { segment } => {
                        inner.segments.remove(&segment.unique_fd_id);
                    }
                    Action::OwnCreated { ticket, outcome } => {
                        if let Some(on_created) = inner.own_creates.remove(&ticket) {
                            on_created(outcome);
                        }
                    }
                    Action::Event(event) => self.push_event(inner, &event),
                }
            }
        }
    }

    fn make_mutable(&self, inner: &mut Inner, number: u64, segment: SegmentRef, offset: u64) {
        let Some(segment) = inner.segments.get(&segment.unique_fd_id).cloned() else { return };
        if let Err(error) = inner.mutable.make(number, segment.fd(), offset) {
            let text = format!(
                "object store: a mutable object (compiled graphs) cannot be used, its semaphores in /dev/shm or its header could not be made: {error}"
            );
            self.push_event(inner, &Event::Warning { text });
        }
    }

    pub fn push_event(&self, inner: &mut Inner, event: &Event) {
        pack(&mut inner.events.bytes, event);
        inner.events.count += 1;
        let now = self.now();
        inner.events.since.get_or_insert(now);
    }

    /// True when JavaScript is to be told of the batch, by calling `on_events` without the lock.
    pub fn announce(&self, inner: &mut Inner) -> bool {
        inner.events.since.is_some() && !std::mem::replace(&mut inner.events.is_announced, true)
    }

    /// The batch as packed records; empty when there is none.
    pub fn take_events(&self) -> Vec<u8> {
        std::mem::take(&mut self.lock().events).bytes
    }

    /// The store ends by a fault: says so as its last event.
    pub fn fail(&self, text: &str) {
        let mut inner = self.lock();
        pack_failed(&mut inner.events.bytes, text);
        inner.events.count += 1;
        inner.events.is_announced = true;
        drop(inner);
        (self.on_events)();
    }

    fn make_fallback_file(&self, job: FallbackJob, unique_fd_id: i64) -> Result<Segment, FallbackError> {
        let Some(directory) = &self.config.fallback_directory else { return Err(FallbackError::OutOfDisk) };
        let failed = |error: io::Error| match error.raw_os_error() {
            Some(libc::ENOSPC | libc::EDQUOT | libc::EFBIG) => FallbackError::OutOfDisk,
            _ => FallbackError::Failed(format!("{}: {error}", directory.display())),
        };
        std::fs::create_dir_all(directory).map_err(failed)?;
        let stat = rustix::fs::statvfs(directory).map_err(|error| failed(error.into()))?;
        let total = stat.f_blocks.saturating_mul(stat.f_frsize) as f64;
        let available = stat.f_bavail.saturating_mul(stat.f_frsize) as f64;
        if total - available + job.size as f64 > total * self.config.fs_capacity_threshold {
            return Err(FallbackError::OutOfDisk);
        }
        Segment::fallback(directory, job.size, unique_fd_id).map_err(failed)
    }
}

impl Reserver for Shared {
    fn reserved(&self, limit: u64) {
        self.call(|store, now| store.on_reserved(limit, now));
    }

    fn failed(&self, reason: &io::Error) {
        self.call(|store, now| store.on_reserve_failed(&reason.to_string(), now));
    }

    fn take_back(&self) -> Option<Range<u64>> {
        let mut inner = self.lock();
        self.populate.lower(|| inner.store.shrink_reserved(CHUNK))
    }

    fn make_fallback(&self, job: FallbackJob) {
        let unique_fd_id = {
            let mut inner = self.lock();
            inner.next_fd_id += 1;
            inner.next_fd_id - 1
        };
        let made = self.make_fallback_file(job, unique_fd_id).map(Arc::new);
        if let Ok(segment) = &made {
            self.lock().segments.insert(unique_fd_id, segment.clone());
        }
        let made = made.map(|segment| segment.to_ref());
        self.call(|store, now| store.on_fallback(job.ticket, made, now));
    }
}
