//! A store with a shell that grants everything at once, and short names for requests.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;

use plasma_core::{Action, ClientId, Config, Event, FallbackError, ObjectId, Store};
use plasma_wire::{CreateOutcome, CreateRequest, PlasmaError, Reply, Request, SegmentRef};

pub const MAIN: SegmentRef = SegmentRef { store_fd: 9, unique_fd_id: 1, mmap_size: 1 << 20 };

/// `oom_grace_period_s` of its store.
pub const GRACE_MS: u64 = 2000;

pub fn id(n: u8) -> ObjectId {
    ObjectId([n; 28])
}

pub struct World {
    pub store: Store,
    pub now: u64,
    pub replies: Vec<(ClientId, Reply, Vec<SegmentRef>)>,
    pub events: Vec<Event>,
    pub dropped: Vec<SegmentRef>,
    /// Headers of mutable objects that are there: their numbers, and offsets.
    pub headers: BTreeMap<u64, u64>,
    pub disconnects: Vec<ClientId>,
    /// What asking for fallback files gives.
    pub disk: Result<(), FallbackError>,
    pub segments: i64,
    pub holds_back_reserving: bool,
    pub wanted_limit: u64,
    /// Outcomes of `queue_own`.
    pub own: Vec<(u64, PlasmaError)>,
}

impl World {
    pub fn new(capacity: u64, has_fallback: bool) -> Self {
        let config = Config { capacity, main_segment: MAIN, has_fallback, oom_grace_ms: GRACE_MS, max_objects: 1000 };
        Self {
            store: Store::new(config),
            now: 1_000_000,
            replies: Vec::new(),
            events: Vec::new(),
            dropped: Vec::new(),
            headers: BTreeMap::new(),
            disconnects: Vec::new(),
            disk: Ok(()),
            segments: 1,
            holds_back_reserving: false,
            wanted_limit: 0,
            own: Vec::new(),
        }
    }

    /// Performs actions until there are none, checking every invariant after each step.
    pub fn run(&mut self) {
        self.store.validate().unwrap();
        while self.store.has_actions() {
            for action in self.store.take_actions() {
                match action {
                    Action::Reply { client, reply, new_segments } => self.replies.push((client, reply, new_segments)),
                    Action::Disconnect { client, .. } => {
                        self.disconnects.push(client);
                        self.store.on_disconnect(client, self.now);
                    }
                    Action::Reserve { limit } if self.holds_back_reserving => self.wanted_limit = limit,
                    Action::Reserve { limit } => self.store.on_reserved(limit, self.now),
                    Action::CreateFallback { ticket, size } => {
                        let made = self.disk.clone().map(|()| {
                            self.segments += 1;
                            SegmentRef { store_fd: 100, unique_fd_id: self.segments, mmap_size: size as i64 + 8 }
                        });
                        self.store.on_fallback(ticket, made, self.now);
                    }
                    Action::MakeMutable { offset, number, .. } => {
                        assert_eq!(self.headers.insert(number, offset), None, "a header is written once");
                    }
                    Action::DropMutable { number } => assert!(self.headers.remove(&number).is_some(), "no such header"),
                    Action::DropSegment { segment } => self.dropped.push(segment),
                    Action::OwnCreated { ticket, outcome } => self.own.push((ticket, outcome)),
                    Action::Event(event) => self.events.push(event),
                }
                self.store.validate().unwrap();
            }
        }
    }

    pub fn connect(&mut self, client: ClientId) {
        self.store.on_connect(client);
        self.run();
    }

    pub fn disconnect(&mut self, client: ClientId) {
        self.store.on_disconnect(client, self.now);
        self.run();
    }

    /// Sends one request; gives the replies to this client.
    pub fn send(&mut self, client: ClientId, request: Request) -> Vec<Reply> {
        self.replies.clear();
        self.store.on_request(client, request, self.now);
        self.run();
        self.replies_to(client)
    }

    pub fn replies_to(&mut self, client: ClientId) -> Vec<Reply> {
        self.replies.iter().filter(|(to, _, _)| *to == client).map(|(_, reply, _)| reply.clone()).collect()
    }

    pub fn advance(&mut self, ms: u64) {
        self.replies.clear();
        self.now += ms;
        self.store.on_time(self.now);
        self.run();
    }

    pub fn create(&mut self, client: ClientId, object_id: ObjectId, size: u64) -> CreateOutcome {
        let replies = self.send(client, create_request(object_id, size, false));
        let [Reply::Create { outcome, .. }] = &replies[..] else { panic!("{replies:?}") };
        *outcome
    }

    pub fn retry(&mut self, client: ClientId, object_id: ObjectId, request_id: u64) -> CreateOutcome {
        let replies = self.send(client, Request::CreateRetry { object_id, request_id });
        let [Reply::Create { outcome, .. }] = &replies[..] else { panic!("{replies:?}") };
        *outcome
    }

    pub fn seal(&mut self, client: ClientId, object_id: ObjectId) -> PlasmaError {
        let replies = self.send(client, Request::Seal { object_id });
        let Some(Reply::Seal { error, .. }) = replies.first() else { panic!("{replies:?}") };
        *error
    }

    /// Create, seal, release: an idle object afterwards.
    pub fn put(&mut self, client: ClientId, object_id: ObjectId, size: u64) {
        let outcome = self.create(client, object_id, size);
        assert!(matches!(outcome, CreateOutcome::Created { .. }), "{outcome:?}");
        assert_eq!(self.seal(client, object_id), PlasmaError::Ok);
        self.release(client, object_id);
    }

    pub fn release(&mut self, client: ClientId, object_id: ObjectId) {
        assert!(self.send(client, Request::Release { object_id, may_unmap: false }).is_empty());
    }

    /// Which ids an immediate get finds.
    pub fn get(&mut self, client: ClientId, ids: &[ObjectId]) -> Vec<bool> {
        let replies = self.send(client, Request::Get { object_ids: ids.to_vec(), timeout_ms: 0 });
        let [Reply::Get { specs, .. }] = &replies[..] else { panic!("{replies:?}") };
        specs.iter().map(|spec| spec.data_size != u64::MAX).collect()
    }
}

pub fn create_request(object_id: ObjectId, data_size: u64, try_immediately: bool) -> Request {
    Request::Create(CreateRequest { object_id, data_size, try_immediately, ..CreateRequest::default() })
}
