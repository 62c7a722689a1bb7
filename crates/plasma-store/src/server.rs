//! The socket thread: one thread, one epoll, all clients.
//!
//! One thread for all and not one a client: a request costs a microsecond of work behind some ten of waking up, and on
//! a machine of few processors threads would only add switches and a contended lock.

use std::collections::HashMap;
use std::fmt;
use std::os::fd::AsFd;
use std::os::unix::net::UnixListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use plasma_core::{ClientId, Event as StoreEvent};
use plasma_wire::{Builder, DecodeError, FrameError, Request};
use rustix::event::{Timespec, epoll};
use rustix::io::Errno;

use crate::connection::{Connection, Received};
use crate::shared::{EVENT_BATCH, EVENT_DELAY_MS, Outgoing, Shared};

const LISTENER: u64 = u64::MAX;
const WAKE: u64 = u64::MAX - 1;
/// Connections one turn takes before others are served again.
const ACCEPTS_PER_TURN: usize = 64;
/// The longest wait at a time: kernels before 5.11 know none of more than 2^31 ms, and a client may name any.
const MAX_WAIT_MS: u64 = 3_600_000;
/// Ends of bad connections logged per second at most; the rest is counted.
const WARNINGS_PER_SECOND: u32 = 20;

/// Why a connection was ended.
enum Fault {
    Frame(FrameError),
    Message(i64, DecodeError),
}

impl From<FrameError> for Fault {
    fn from(error: FrameError) -> Self {
        Self::Frame(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(error) => error.fmt(f),
            Self::Message(message_type, error) => write!(f, "message of type {message_type}: {error}"),
        }
    }
}

struct Entry {
    connection: Connection,
    interest: epoll::EventFlags,
}

struct Server {
    shared: Arc<Shared>,
    listener: UnixListener,
    epoll: std::os::fd::OwnedFd,
    connections: HashMap<ClientId, Entry>,
    next_client: ClientId,
    builder: Builder,
    requests: Vec<Request>,
    /// Accepting waits until this time: the process is out of fds.
    accept_after: Option<u64>,
    warning_second: u64,
    warnings: u32,
}

/// Body of the socket thread; returns when the store is stopped.
pub fn run(shared: Arc<Shared>, listener: UnixListener) {
    let ended = catch_unwind(AssertUnwindSafe(|| match Server::new(shared.clone(), listener) {
        Ok(mut server) => server.run(),
        Err(error) => Err(error),
    }));
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => shared.fail(&format!("object store: the socket thread ended: {error}")),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown panic");
            shared.fail(&format!("object store: the socket thread ended by a fault of its own: {text}"));
        }
    }
}

impl Server {
    fn new(shared: Arc<Shared>, listener: UnixListener) -> std::io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &listener, epoll::EventData::new_u64(LISTENER), epoll::EventFlags::IN)?;
        epoll::add(&epoll, &shared.wake, epoll::EventData::new_u64(WAKE), epoll::EventFlags::IN)?;
        Ok(Self {
            shared,
            listener,
            epoll,
            connections: HashMap::new(),
            next_client: 1,
            builder: Builder::new(),
            requests: Vec::new(),
            accept_after: None,
            warning_second: 0,
            warnings: 0,
        })
    }

    fn run(&mut self) -> std::io::Result<()> {
        let mut ready = Vec::with_capacity(128);
        loop {
            let Some(timeout) = self.turn_over() else { return Ok(()) };
            let timeout = timeout.map(|ms| ms.min(MAX_WAIT_MS));
            let timeout =
                timeout.map(|ms| Timespec { tv_sec: (ms / 1000) as i64, tv_nsec: (ms % 1000 * 1_000_000) as i64 });
            ready.clear();
            match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut ready), timeout.as_ref()) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            for event in &ready {
                match event.data.u64() {
                    LISTENER => self.accept(),
                    WAKE => {
                        let _ = rustix::io::read(&self.shared.wake, &mut [0; 8]);
                    }
                    client => self.serve(client, event.flags),
                }
            }
        }
    }

    /// What is due between waits: timers, replies made by other threads, the hand-over of events. Gives how long to
    /// wait (None: for ever); None altogether: stop.
    fn turn_over(&mut self) -> Option<Option<u64>> {
        let now = self.shared.now();
        if self.accept_after.is_some_and(|after| after <= now) {
            self.accept_after = None;
            self.accept();
        }
        loop {
            let shared = self.shared.clone();
            let mut inner = shared.lock();
            if inner.is_stopped {
                return None;
            }
            if inner.store.next_deadline().is_some_and(|deadline| deadline <= now) {
                inner.store.on_time(now);
                shared.drain(&mut inner);
            }
            if !inner.outgoing.is_empty() {
                let outgoing = std::mem::take(&mut inner.outgoing);
                drop(inner);
                self.send_all(outgoing);
                continue;
            }
            let is_old = inner.events.since.is_some_and(|since| now >= since + EVENT_DELAY_MS);
            let is_announcing = (is_old || inner.events.count >= EVENT_BATCH) && shared.announce(&mut inner);
            let batch = inner.events.since.filter(|_| !inner.events.is_announced).map(|since| since + EVENT_DELAY_MS);
            let deadlines = [inner.store.next_deadline(), batch, self.accept_after];
            drop(inner);
            if is_announcing {
                (shared.on_events)();
            }
            let next = deadlines.into_iter().flatten().min();
            return Some(next.map(|deadline| deadline.saturating_sub(now)));
        }
    }

    fn accept(&mut self) {
        for _ in 0..ACCEPTS_PER_TURN {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    let client = self.next_client;
                    self.next_client += 1;
                    let interest = epoll::EventFlags::IN;
                    let is_ready = stream.set_nonblocking(true).is_ok()
                        && epoll::add(&self.epoll, &stream, epoll::EventData::new_u64(client), interest).is_ok();
                    if is_ready {
                        let connection = Connection::new(stream);
                        self.connections.insert(client, Entry { connection, interest });
                        self.shared.lock().store.on_connect(client);
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.warn(format!("object store: cannot accept a client: {error}; trying again"));
                    self.accept_after = Some(self.shared.now() + 100);
                    break;
                }
            }
        }
        let flags = if self.accept_after.is_some() { epoll::EventFlags::empty() } else { epoll::EventFlags::IN };
        let _ = epoll::modify(&self.epoll, &self.listener, epoll::EventData::new_u64(LISTENER), flags);
    }

    fn serve(&mut self, client: ClientId, flags: epoll::EventFlags) {
        let Some(entry) = self.connections.get_mut(&client) else { return };
        if flags.contains(epoll::EventFlags::OUT) && !entry.connection.flush() {
            return self.close(client);
        }
        if !flags.intersects(epoll::EventFlags::IN | epoll::EventFlags::HUP | epoll::EventFlags::ERR) {
            return self.update_interest(client);
        }
        let received = entry.connection.receive();
        let requests = &mut self.requests;
        let outcome = entry.connection.frames(|message_type, body| match Request::decode(message_type, body) {
            Ok(request) => {
                requests.push(request);
                Ok(())
            }
            Err(error) => Err(Fault::Message(message_type, error)),
        });
        if !requests.is_empty() {
            let now = self.shared.now();
            let mut inner = self.shared.lock();
            for request in requests.drain(..) {
                inner.store.on_request(client, request, now);
            }
            self.shared.drain(&mut inner);
            let outgoing = std::mem::take(&mut inner.outgoing);
            drop(inner);
            self.send_all(outgoing);
        }
        if let Err(fault) = outcome {
            let pid = self.connections.get(&client).map_or(0, |entry| entry.connection.pid);
            self.warn(format!("object store: connection of process {pid} ended: {fault}"));
            return self.close(client);
        }
        match received {
            Received::Closed => self.close(client),
            Received::Data | Received::Nothing => self.update_interest(client),
        }
    }

    fn send_all(&mut self, outgoing: Vec<Outgoing>) {
        for item in outgoing {
            match item {
                Outgoing::Reply { client, reply, new_segments } => {
                    let Some(entry) = self.connections.get_mut(&client) else { continue };
                    reply.encode(&mut self.builder);
                    if entry.connection.send(self.builder.bytes(), new_segments) {
                        self.update_interest(client);
                    } else {
                        self.close(client);
                    }
                }
                Outgoing::Disconnect { client, reason } => {
                    if !reason.is_empty() {
                        let pid = self.connections.get(&client).map_or(0, |entry| entry.connection.pid);
                        self.warn(format!("object store: connection of process {pid} ended: {reason}"));
                    }
                    self.close(client);
                }
            }
        }
    }

    fn update_interest(&mut self, client: ClientId) {
        let Some(entry) = self.connections.get_mut(&client) else { return };
        let mut interest = epoll::EventFlags::empty();
        interest.set(epoll::EventFlags::IN, entry.connection.wants_read());
        interest.set(epoll::EventFlags::OUT, entry.connection.wants_write());
        if interest != entry.interest {
            entry.interest = interest;
            let data = epoll::EventData::new_u64(client);
            if epoll::modify(&self.epoll, entry.connection.fd(), data, interest).is_err() {
                self.close(client);
            }
        }
    }

    fn close(&mut self, client: ClientId) {
        let Some(entry) = self.connections.remove(&client) else { return };
        let _ = epoll::delete(&self.epoll, entry.connection.fd().as_fd());
        drop(entry);
        let mut inner = self.shared.lock();
        let now = self.shared.now();
        inner.store.on_disconnect(client, now);
        // Replies that this made possible are sent by the next `turn_over`.
        self.shared.drain(&mut inner);
    }

    fn warn(&mut self, text: String) {
        let now = self.shared.now();
        let mut inner = self.shared.lock();
        if now / 1000 != self.warning_second {
            if self.warnings > WARNINGS_PER_SECOND {
                let left_out = self.warnings - WARNINGS_PER_SECOND;
                let text = format!("object store: {left_out} more warnings like the last ones");
                self.shared.push_event(&mut inner, &StoreEvent::Warning { text });
            }
            (self.warning_second, self.warnings) = (now / 1000, 0);
        }
        self.warnings += 1;
        if self.warnings <= WARNINGS_PER_SECOND {
            self.shared.push_event(&mut inner, &StoreEvent::Warning { text });
        }
    }
}
