//! Serving the create queue (states: creates.rs), and what the shell reports about memory.

use plasma_wire::{CreateOutcome, PlasmaError, Reply, SegmentRef};

use crate::arena::allocation_len;
use crate::creates::{Blocked, CreateState, request_size};
use crate::events::{Action, Event, FallbackError, RAYLET};
use crate::objects::Place;
use crate::store::{Room, SPACE_EVENT_INTERVAL_MS, Store};

/// How long a create waits that waits in vain: the raylet may give up arguments of tasks that have not begun.
const VAIN_WAIT_MS: u64 = 200;
/// What others use of the arena may make room if it is more than this part of what is needed.
const MUCH: u64 = 8;

impl Store {
    /// The arena's pages are reserved up to `limit`.
    pub fn on_reserved(&mut self, limit: u64, now: u64) {
        self.arena.grow(limit);
        self.has_new_room = true;
        self.settle(now);
    }

    /// Memory is short: gives up what is free at the end of the reserved part, from a multiple of `unit` on. Gives the new
    /// limit, beyond which nothing lies and nothing will before the next `on_reserved`.
    pub fn shrink_reserved(&mut self, unit: u64) -> Option<u64> {
        let limit = self.arena.shrink(unit)?;
        // What was asked for and had is gone: the next create that needs it has to ask again.
        self.reserve_asked = limit;
        Some(limit)
    }

    /// No more pages can be had: what is reserved is all there will be.
    pub fn on_reserve_failed(&mut self, reason: &str, now: u64) {
        self.arena.cap_at_limit();
        self.event(Event::Warning {
            text: format!(
                "object store: only {} of {} bytes of shared memory could be reserved ({reason}); objects beyond that \
                 are spilled or go to fallback files. Free shared memory or lower --object_store_memory.",
                self.arena.limit(),
                self.config.capacity
            ),
        });
        self.has_new_room = true;
        self.settle(now);
    }

    /// The file for the create `ticket` was made, or could not be.
    pub fn on_fallback(&mut self, ticket: u64, made: Result<SegmentRef, FallbackError>, now: u64) {
        let waits = self.creates.pending.get(&ticket).is_some_and(|c| c.state == CreateState::AwaitingFallback);
        match made {
            Ok(segment) if waits => self.finish_create(ticket, Some(Place::Fallback { segment }), PlasmaError::Ok),
            Ok(segment) => self.actions.push(Action::DropSegment { segment }),
            Err(FallbackError::OutOfDisk) if waits && self.evict_fallback_files() => {
                let size = self.creates.pending.get(&ticket).map_or(0, |create| request_size(&create.request));
                self.actions.push(Action::CreateFallback { ticket, size });
            }
            Err(error) => {
                if let FallbackError::Failed(text) = error {
                    self.event(Event::Warning { text: format!("object store: no fallback file: {text}") });
                }
                if waits {
                    self.finish_create(ticket, None, PlasmaError::OutOfDisk);
                }
            }
        }
        self.settle(now);
    }

    /// While the raylet spills, a full store waits longer than the grace period.
    pub fn set_spilling(&mut self, is_spilling: bool, now: u64) {
        self.creates.is_spilling = is_spilling;
        if self.creates.full_since.is_some() {
            self.creates.full_since = Some(now);
        }
    }

    /// What the objects in files of their own may have together from now on: the raylet keeps to a quota of the disk.
    pub fn set_fallback_limit(&mut self, bytes: u64) {
        self.fallback_limit = bytes;
    }

    pub(crate) fn create_deadline(&self) -> Option<u64> {
        if self.creates.blocked != Blocked::Full {
            return None;
        }
        let grace = self.creates.full_since.map(|since| since.saturating_add(self.config.oom_grace_ms));
        let event = self.creates.last_space_event.map(|last| last + SPACE_EVENT_INTERVAL_MS);
        grace.into_iter().chain(event).min()
    }

    /// Gives room to waiting creates, first come first served, until one has to wait.
    pub(crate) fn serve_creates(&mut self, now: u64) {
        while let Some(&request_id) = self.creates.queue.front() {
            let Some(create) = self.creates.pending.get(&request_id) else { break };
            let (object_id, size) = (create.request.object_id, request_size(&create.request));
            let is_immediate = create.request.try_immediately;
            if self.objects.contains(&object_id) {
                self.finish_create(request_id, None, PlasmaError::ObjectExists);
                continue;
            }
            let Some(len) = allocation_len(size) else {
                self.finish_create(request_id, None, PlasmaError::OutOfMemory);
                continue;
            };
            match self.find_room(len) {
                Room::At(offset) => {
                    self.creates.full_since = None;
                    self.creates.last_space_event = None;
                    self.finish_create(request_id, Some(Place::Arena { offset, len }), PlasmaError::Ok);
                }
                Room::Reserve(limit) => {
                    self.creates.blocked = Blocked::Reserving;
                    return self.ask_for_pages(limit);
                }
                Room::Full if is_immediate || len > self.arena.usable() || self.is_grace_over(size, now) => {
                    self.start_fallback(request_id, size);
                }
                Room::Full => {
                    self.creates.blocked = Blocked::Full;
                    self.ask_for_space(now);
                    self.answer_create(request_id);
                    return;
                }
            }
        }
        self.creates.blocked = Blocked::No;
    }

    pub(crate) fn ask_for_pages(&mut self, limit: u64) {
        if limit > self.reserve_asked {
            self.reserve_asked = limit;
            self.actions.push(Action::Reserve { limit });
        }
    }

    /// Starts the grace period when the store turns full; true once it is over for a create of `size` bytes.
    fn is_grace_over(&mut self, size: u64, now: u64) -> bool {
        let since = *self.creates.full_since.get_or_insert(now);
        if self.creates.is_spilling {
            self.creates.full_since = Some(now);
            return false;
        }
        let waited = now.saturating_sub(since);
        waited >= self.config.oom_grace_ms || (waited >= VAIN_WAIT_MS && self.is_in_vain(size))
    }

    /// No time makes room: there is nothing to spill, and clients that do not wait for room themselves use next to nothing.
    /// So it is with tasks whose results have no room beside their arguments. (Stock lets them wait, Ray 2.60.0,
    /// create_request_queue.cc.)
    fn is_in_vain(&self, size: u64) -> bool {
        if self.objects.totals.spillable_bytes > 0 {
            return false;
        }
        let waits = |id: &u64| self.creates.pending.get(id).is_some_and(|create| create.state == CreateState::Waiting);
        let mut in_use = 0;
        for client in self.clients.values().filter(|client| !client.creates.iter().any(waits)) {
            for object in client.held.iter().filter_map(|id| self.objects.get(id)) {
                if matches!(object.place, Place::Arena { .. }) {
                    in_use += object.size();
                }
                if in_use >= size / MUCH {
                    return false;
                }
            }
        }
        true
    }

    fn ask_for_space(&mut self, now: u64) {
        let is_due = self.creates.last_space_event.is_none_or(|last| now >= last + SPACE_EVENT_INTERVAL_MS);
        if is_due {
            self.creates.last_space_event = Some(now);
            self.event(Event::SpaceNeeded { bytes: self.creates.waiting_bytes });
        }
    }

    fn start_fallback(&mut self, request_id: u64, size: u64) {
        if !self.config.has_fallback {
            return self.finish_create(request_id, None, PlasmaError::OutOfMemory);
        }
        let has_room = |store: &Self| store.fallback_bytes().saturating_add(size) <= store.fallback_limit;
        let fits = has_room(self) || (self.evict_fallback_files() && has_room(self));
        if !fits {
            return self.finish_create(request_id, None, PlasmaError::OutOfDisk);
        }
        self.creates.leave_queue(request_id, CreateState::AwaitingFallback);
        self.counters.fallback_files += 1;
        self.actions.push(Action::CreateFallback { ticket: request_id, size });
    }

    /// Of objects in files of their own, and of files that are being made.
    fn fallback_bytes(&self) -> u64 {
        let coming = self.creates.pending.values().filter(|create| create.state == CreateState::AwaitingFallback);
        self.objects.totals.fallback_bytes + coming.map(|create| request_size(&create.request)).sum::<u64>()
    }

    /// Evicts every idle object that has a file of its own; true when there was one.
    fn evict_fallback_files(&mut self) -> bool {
        let had_any = self.objects.oldest_idle(false).is_some();
        while let Some(id) = self.objects.oldest_idle(false) {
            self.destroy(&id, true);
        }
        had_any
    }

    /// Records the outcome of a create and tells the client if it waits for that.
    fn finish_create(&mut self, request_id: u64, place: Option<Place>, error: PlasmaError) {
        self.creates.leave_queue(request_id, CreateState::Done(error));
        let Some(create) = self.creates.pending.get(&request_id) else { return };
        if let Some(place) = place {
            let request = &create.request;
            if self.objects.contains(&request.object_id) {
                // Somebody else made it while the fallback file was being made.
                if let Place::Fallback { segment } = place {
                    self.actions.push(Action::DropSegment { segment });
                }
                self.creates.leave_queue(request_id, CreateState::Done(PlasmaError::ObjectExists));
            } else {
                self.counters.created_objects += 1;
                self.counters.created_bytes += request.data_size + request.metadata_size;
                if let Some(state) = self.clients.get_mut(&create.client) {
                    state.held.insert(request.object_id);
                }
                if let Some(number) = self.objects.insert(request, place, create.client) {
                    let (segment, offset) = place.at(&self.config.main_segment);
                    self.actions.push(Action::MakeMutable { number, segment, offset });
                }
            }
        }
        self.answer_create(request_id);
    }

    /// Answers the client of a create if it waits for an answer: the outcome, or a request id to ask again with.
    pub(crate) fn answer_create(&mut self, request_id: u64) {
        let Some(create) = self.creates.pending.get_mut(&request_id) else { return };
        let (client, object_id) = (create.client, create.request.object_id);
        if client == RAYLET {
            if let CreateState::Done(outcome) = create.state {
                self.creates.remove(request_id);
                self.actions.push(Action::OwnCreated { ticket: request_id, outcome });
            }
            return;
        }
        let is_head = self.creates.queue.front() == Some(&request_id);
        let mut new_segments = Vec::new();
        let outcome = match create.state {
            _ if !create.is_owed => return,
            CreateState::AwaitingFallback => return,
            CreateState::Waiting if is_head && self.creates.blocked == Blocked::Reserving => return,
            CreateState::Waiting => {
                create.is_owed = false;
                CreateOutcome::Retry { request_id }
            }
            CreateState::Done(error) => {
                self.creates.remove(request_id);
                let Some(state) = self.clients.get_mut(&client) else { return };
                state.creates.remove(&request_id);
                match self.objects.get(&object_id) {
                    _ if error != PlasmaError::Ok => CreateOutcome::Failed(error),
                    Some(object) if object.creator == client && state.held.contains(&object_id) => {
                        let (segment, _) = object.place.at(&self.config.main_segment);
                        if state.segments.insert(segment.unique_fd_id) {
                            new_segments.push(segment);
                        }
                        CreateOutcome::Created { spec: object.spec(&self.config.main_segment), segment }
                    }
                    _ => CreateOutcome::Failed(PlasmaError::UnexpectedError),
                }
            }
        };
        self.actions.push(Action::Reply { client, reply: Reply::Create { object_id, outcome }, new_segments });
    }
}
