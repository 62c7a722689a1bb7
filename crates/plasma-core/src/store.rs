//! The plasma store as a pure machine: requests of clients, calls of the raylet and the passing of time go in, actions
//! come out, in order. The shell (crate plasma-store) owns sockets, memory and threads and has no opinion.
//!
//! Life of an object: Create gives its creator a range of the arena; the creator writes it and seals it; the seal
//! wakes the gets that wait for it; every client that got it uses it until it releases it or disconnects; the raylet
//! pins the primary copy. What nobody keeps is idle and is evicted, longest idle first, when room is needed.
//! When nothing can be evicted creates wait (creates.rs) while the raylet spills; after the grace period an object
//! goes into a file of its own.
//!
//! Invariants (`validate`): an object's user count is the number of clients that use it; an unsealed object is used
//! by its creator alone; arena ranges of objects and free ranges tile the usable arena; a get waits exactly for what
//! is not sealed.
//!
//! Times are milliseconds of any steady clock; sizes are bytes.

use std::collections::{HashMap, HashSet};

use plasma_wire::{CreateOutcome, CreateRequest, ObjectId, PlasmaError, Reply, Request, SegmentRef};

use crate::arena::{Arena, allocation_len};
use crate::creates::{Blocked, CreateState, Creates, request_size};
use crate::events::{Action, ClientId, Event};
use crate::gets::Gets;
use crate::objects::{Fate, Objects, Place};
use crate::stats::Counters;

/// Creates one client may have waiting; a stock client has at most one a thread.
pub const MAX_CREATES_PER_CLIENT: usize = 4096;
/// Gets one client may have waiting; a stock client has one.
pub const MAX_GETS_PER_CLIENT: usize = 1024;
/// How often a full store asks again for room.
pub const SPACE_EVENT_INTERVAL_MS: u64 = 50;

#[derive(Debug, Clone)]
pub struct Config {
    /// Bytes of the arena; what clients are told as the store's capacity.
    pub capacity: u64,
    /// The arena as replies name it.
    pub main_segment: SegmentRef,
    /// Whether objects may go into files when the arena stays full.
    pub has_fallback: bool,
    /// `oom_grace_period_s`: how long a full store waits for spilling before it uses files.
    pub oom_grace_ms: u64,
    /// Objects at most, of any size: bounds the table's own memory.
    pub max_objects: usize,
}

#[derive(Default)]
pub(crate) struct Client {
    /// Objects it uses, each once however often it asked, as in stock: its own library counts further uses.
    pub held: HashSet<ObjectId>,
    /// `unique_fd_id`s it has been given.
    pub segments: HashSet<i64>,
    pub creates: HashSet<u64>,
    pub gets: HashSet<u64>,
}

pub(crate) enum Room {
    At(u64),
    Reserve(u64),
    Full,
}

pub struct Store {
    pub(crate) config: Config,
    pub(crate) arena: Arena,
    pub(crate) objects: Objects,
    pub(crate) clients: HashMap<ClientId, Client>,
    pub(crate) creates: Creates,
    pub(crate) gets: Gets,
    pub(crate) counters: Counters,
    pub(crate) actions: Vec<Action>,
    /// Room may have appeared since creates were last served.
    pub(crate) has_new_room: bool,
    pub(crate) reserve_asked: u64,
    /// What objects in files of their own may have together.
    pub(crate) fallback_limit: u64,
}

impl Store {
    /// A store whose arena has no usable page yet: see `on_reserved`.
    pub fn new(config: Config) -> Self {
        Self {
            arena: Arena::new(config.capacity),
            config,
            objects: Objects::default(),
            clients: HashMap::new(),
            creates: Creates::default(),
            gets: Gets::default(),
            counters: Counters::default(),
            actions: Vec::new(),
            has_new_room: false,
            reserve_asked: 0,
            fallback_limit: u64::MAX,
        }
    }

    /// A connection was accepted.
    pub fn on_connect(&mut self, client: ClientId) {
        self.clients.insert(client, Client::default());
    }

    /// One request of one client, in the order the client sent them.
    pub fn on_request(&mut self, client: ClientId, request: Request, now: u64) {
        if !self.clients.contains_key(&client) {
            return;
        }
        match request {
            Request::Connect => self.reply(client, Reply::Connect { memory_capacity: self.config.capacity as i64 }),
            Request::Create(create) => self.create(client, create, now),
            Request::CreateRetry { object_id, request_id } => self.retry(client, object_id, request_id, now),
            Request::Seal { object_id } => self.seal(client, object_id),
            Request::Get { object_ids, timeout_ms } => self.get(client, object_ids, timeout_ms, now),
            Request::Release { object_id, may_unmap } => self.release(client, object_id, may_unmap),
            Request::Abort { object_id } => self.abort(client, object_id),
            Request::Delete { object_ids } => self.delete(client, object_ids),
            Request::Contains { object_id } => {
                let has_object = self.is_readable(&object_id);
                self.reply(client, Reply::Contains { object_id, has_object });
            }
            Request::GetDebugString => {
                let debug_string = self.debug_string();
                self.reply(client, Reply::GetDebugString { debug_string });
            }
            Request::Disconnect => self.actions.push(Action::Disconnect { client, reason: String::new() }),
        }
        self.settle(now);
    }

    /// A connection ended: its uses go, what it had not sealed is gone, what it waited for is forgotten.
    pub fn on_disconnect(&mut self, client: ClientId, now: u64) {
        let Some(gone) = self.clients.remove(&client) else { return };
        for get_id in gone.gets {
            self.gets.remove(get_id);
        }
        for request_id in gone.creates {
            self.has_new_room |= self.creates.remove(request_id).is_some();
        }
        let mut held: Vec<_> = gone.held.into_iter().collect();
        held.sort_unstable();
        for id in held {
            let fate = self.objects.change(&id, |object| object.users -= 1);
            self.follow(id, fate);
        }
        self.settle(now);
    }

    /// Time has passed; call it at `next_deadline` or later.
    pub fn on_time(&mut self, now: u64) {
        while let Some(get_id) = self.gets.expired(now) {
            self.finish_get(get_id);
        }
        if self.creates.blocked == Blocked::Full {
            self.has_new_room = true;
        }
        self.settle(now);
    }

    /// When `on_time` is wanted next.
    pub fn next_deadline(&self) -> Option<u64> {
        let get = self.gets.deadlines.first().map(|(deadline, _)| *deadline);
        let create = self.create_deadline();
        get.into_iter().chain(create).min()
    }

    /// What is to be done since the last call, in order.
    pub fn take_actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }

    pub fn has_actions(&self) -> bool {
        !self.actions.is_empty()
    }

    /// Sealed here, and not about to be deleted.
    pub fn is_readable(&self, id: &ObjectId) -> bool {
        self.objects.get(id).is_some_and(|object| object.is_sealed && !object.delete_when_idle)
    }

    pub(crate) fn reply(&mut self, client: ClientId, reply: Reply) {
        self.actions.push(Action::Reply { client, reply, new_segments: Vec::new() });
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.actions.push(Action::Event(event));
    }

    /// Serves waiting creates if something changed for them.
    pub(crate) fn settle(&mut self, now: u64) {
        if std::mem::take(&mut self.has_new_room) {
            self.serve_creates(now);
        }
    }

    /// Does what a change of an object made due.
    pub(crate) fn follow(&mut self, id: ObjectId, fate: Fate) {
        match fate {
            Fate::MustGo => self.destroy(&id, false),
            Fate::BecameIdle => self.has_new_room = true,
            Fate::Stays | Fate::Unknown => {}
        }
    }

    pub(crate) fn destroy(&mut self, id: &ObjectId, evicted: bool) {
        let Some(object) = self.objects.remove(id) else { return };
        match object.place {
            Place::Arena { offset, len } => {
                let freed = self.arena.free(offset, len);
                debug_assert!(freed.is_ok(), "{freed:?}");
            }
            Place::Fallback { segment } => {
                for client in self.clients.values_mut() {
                    client.segments.remove(&segment.unique_fd_id);
                }
                self.actions.push(Action::DropSegment { segment });
            }
        }
        self.has_new_room = true;
        if let Some(number) = object.mutable {
            self.actions.push(Action::DropMutable { number });
        }
        if object.is_sealed {
            if evicted {
                self.counters.evicted_objects += 1;
                self.counters.evicted_bytes += object.size();
            }
            self.event(Event::Deleted { object_id: *id, evicted });
        }
    }

    /// A range for `len` arena bytes, evicting idle objects if that is what it takes.
    pub(crate) fn find_room(&mut self, len: u64) -> Room {
        if len > self.arena.usable() {
            return Room::Full;
        }
        loop {
            if let Some(offset) = self.arena.allocate(len) {
                return Room::At(offset);
            }
            if self.arena.limit() < self.arena.capacity()
                && let Some(limit) = self.arena.limit_for(len)
            {
                return Room::Reserve(limit);
            }
            let unreserved = self.arena.capacity() - self.arena.limit();
            let most = self.arena.free_bytes() + unreserved + self.objects.totals.evictable_bytes;
            match self.objects.oldest_idle(true) {
                Some(id) if most >= len => self.destroy(&id, true),
                _ => return Room::Full,
            }
        }
    }

    fn create(&mut self, client: ClientId, request: CreateRequest, now: u64) {
        let object_id = request.object_id;
        let refusal = if request.device_num != 0 {
            let reason = "objects in device memory are not supported by this raylet".into();
            self.event(Event::Refused { object_id, reason });
            Some(PlasmaError::UnexpectedError)
        } else if allocation_len(request_size(&request)).is_none()
            || self.objects.table.len() >= self.config.max_objects
        {
            Some(PlasmaError::OutOfMemory)
        } else if self.objects.contains(&object_id) {
            Some(PlasmaError::ObjectExists)
        } else if self.clients.get(&client).is_none_or(|c| c.creates.len() >= MAX_CREATES_PER_CLIENT) {
            Some(PlasmaError::UnexpectedError)
        } else {
            None
        };
        if let Some(error) = refusal {
            return self.reply(client, Reply::Create { object_id, outcome: CreateOutcome::Failed(error) });
        }
        let is_next = self.creates.queue.is_empty() || request.try_immediately;
        let request_id = self.creates.push(client, request);
        if let Some(client) = self.clients.get_mut(&client) {
            client.creates.insert(request_id);
        }
        if is_next {
            self.serve_creates(now);
        }
        self.answer_create(request_id);
    }

    fn retry(&mut self, client: ClientId, object_id: ObjectId, request_id: u64, now: u64) {
        let known = self.creates.pending.get_mut(&request_id);
        let Some(create) = known.filter(|c| c.client == client && c.request.object_id == object_id && !c.is_owed)
        else {
            let outcome = CreateOutcome::Failed(PlasmaError::UnexpectedError);
            return self.reply(client, Reply::Create { object_id, outcome });
        };
        create.is_owed = true;
        if create.state == CreateState::Waiting {
            self.serve_creates(now);
        }
        self.answer_create(request_id);
    }

    fn seal(&mut self, client: ClientId, object_id: ObjectId) {
        let error = match self.objects.get(&object_id) {
            None => PlasmaError::ObjectNonexistent,
            Some(object) if object.is_sealed || object.creator != client => PlasmaError::UnexpectedError,
            Some(_) => PlasmaError::Ok,
        };
        self.reply(client, Reply::Seal { object_id, error });
        if error == PlasmaError::Ok {
            self.announce_sealed(object_id);
        }
    }

    /// Makes the object readable, tells the raylet and answers the gets that waited for it.
    pub(crate) fn announce_sealed(&mut self, object_id: ObjectId) {
        let fate = self.objects.change(&object_id, |object| object.is_sealed = true);
        if let Some(object) = self.objects.get(&object_id) {
            self.counters.sealed_objects += 1;
            self.counters.sealed_bytes += object.size();
            let (data_size, metadata_size, source) = (object.data_size, object.metadata_size, object.source);
            let owner = object.owner.clone();
            self.event(Event::Sealed { object_id, data_size, metadata_size, source, owner });
        }
        for (get_id, client, is_complete) in self.gets.found(&object_id) {
            self.use_object(client, &object_id);
            if is_complete {
                self.finish_get(get_id);
            }
        }
        self.follow(object_id, fate);
    }

    fn abort(&mut self, client: ClientId, object_id: ObjectId) {
        let is_mine = |object: &crate::objects::Object| !object.is_sealed && object.creator == client;
        if self.objects.get(&object_id).is_some_and(is_mine) {
            if let Some(state) = self.clients.get_mut(&client) {
                state.held.remove(&object_id);
            }
            let fate = self.objects.change(&object_id, |object| object.users -= 1);
            self.follow(object_id, fate);
        }
        self.reply(client, Reply::Abort { object_id });
    }

    fn delete(&mut self, client: ClientId, object_ids: Vec<ObjectId>) {
        let errors = object_ids.iter().map(|id| self.doom(*id, false)).collect();
        self.reply(client, Reply::Delete { object_ids, errors });
    }

    /// Deletes the object now, or as soon as nobody keeps it; the raylet's word also ends its own pin.
    pub(crate) fn doom(&mut self, id: ObjectId, ends_pin: bool) -> PlasmaError {
        let Some(object) = self.objects.get(&id) else { return PlasmaError::ObjectNonexistent };
        let is_kept = object.users > 0 || object.holds > 0 || (object.is_primary && !ends_pin);
        let error = match (object.is_sealed, is_kept) {
            (false, _) => PlasmaError::ObjectNotSealed,
            (true, true) => PlasmaError::ObjectInUse,
            (true, false) => PlasmaError::Ok,
        };
        let fate = self.objects.change(&id, |object| {
            object.delete_when_idle = true;
            object.is_primary &= !ends_pin;
        });
        self.follow(id, fate);
        error
    }
}
