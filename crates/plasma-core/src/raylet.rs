//! What the raylet itself does with objects: pins, holds, frees, error objects, spilling and restoring.

use plasma_wire::{CreateRequest, ObjectId, ObjectSource, Owner, SegmentRef};

use crate::arena::allocation_len;
use crate::events::{Event, RAYLET};
use crate::objects::Place;
use crate::store::{Room, Store};

/// Where an object's bytes are, for the raylet's own reading and writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// None: the arena.
    pub fallback: Option<SegmentRef>,
    /// Of the data.
    pub offset: u64,
    pub data_size: u64,
    pub metadata_size: u64,
    /// Which mutable object it is.
    pub mutable: Option<u64>,
}

/// Why the raylet could not make an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PutError {
    #[error("the object exists already")]
    Exists,
    #[error("the object store is full")]
    Full,
}

impl Store {
    /// Pins primary copies; one flag an id: false when it is not sealed here or is being deleted. With `owner` each
    /// success is reported as an event.
    pub fn pin(&mut self, ids: &[ObjectId], owner: Option<&Owner>) -> Vec<bool> {
        let pinned = ids.iter().map(|id| {
            let is_pinned = self.is_readable(id);
            if is_pinned {
                self.objects.change(id, |object| object.is_primary = true);
                if let Some(owner) = owner {
                    self.event(Event::Pinned { object_id: *id, owner: owner.clone() });
                }
            }
            is_pinned
        });
        pinned.collect()
    }

    /// Ends the pins of primary copies.
    pub fn unpin(&mut self, ids: &[ObjectId], now: u64) {
        for id in ids {
            let fate = self.objects.change(id, |object| object.is_primary = false);
            self.follow(*id, fate);
        }
        self.settle(now);
    }

    /// Keeps objects in place for a use of the raylet's own, counted; one flag an id, as with `pin`.
    pub fn hold(&mut self, ids: &[ObjectId]) -> Vec<bool> {
        let held = ids.iter().map(|id| {
            let is_held = self.is_readable(id);
            if is_held {
                self.objects.change(id, |object| object.holds += 1);
            }
            is_held
        });
        held.collect()
    }

    /// Keeps a mutable object in place while its value changes. Ray's owners free one as soon as it is made, and its users
    /// alone keep it: so it does not matter whether it is to be deleted.
    pub fn hold_mutable(&mut self, id: &ObjectId) -> bool {
        let is_held = self.objects.get(id).is_some_and(|object| object.is_sealed && object.mutable.is_some());
        if is_held {
            self.objects.change(id, |object| object.holds += 1);
        }
        is_held
    }

    /// Holds and names what should be written to disk next: pinned primary copies that nobody uses, the longest unused
    /// first, until they have `min_bytes` together or are `max_objects`. With their sizes, data and metadata together.
    pub fn hold_spillable(&mut self, min_bytes: u64, max_objects: usize) -> Vec<(ObjectId, u64)> {
        let chosen = self.objects.oldest_spillable(min_bytes, max_objects);
        for (id, _) in &chosen {
            self.objects.change(id, |object| object.holds += 1);
        }
        chosen
    }

    /// Ends one hold of each.
    pub fn unhold(&mut self, ids: &[ObjectId], now: u64) {
        for id in ids {
            if self.objects.get(id).is_some_and(|object| object.holds > 0) {
                let fate = self.objects.change(id, |object| object.holds -= 1);
                self.follow(*id, fate);
            }
        }
        self.settle(now);
    }

    /// Ends pins and deletes, now or when the last user goes. Unsealed objects go once they are sealed and released.
    /// With `is_reported` one event names all ids.
    pub fn free(&mut self, ids: &[ObjectId], is_reported: bool, now: u64) {
        for id in ids {
            self.doom(*id, true);
        }
        if is_reported {
            self.event(Event::Freed { object_ids: ids.to_vec() });
        }
        self.settle(now);
    }

    pub fn locate(&self, id: &ObjectId) -> Option<Location> {
        let object = self.objects.get(id)?;
        let (fallback, offset) = match object.place {
            Place::Arena { offset, .. } => (None, offset),
            Place::Fallback { segment } => (Some(segment), 0),
        };
        let offset = offset + object.header_len();
        let (data_size, metadata_size, mutable) = (object.data_size, object.metadata_size, object.mutable);
        Some(Location { fallback, offset, data_size, metadata_size, mutable })
    }

    /// The owner that the creator of the object named.
    pub fn owner(&self, id: &ObjectId) -> Option<&Owner> {
        self.objects.get(id).map(|object| &object.owner)
    }

    /// Asks for room as a client does, after those who asked before: in the arena, or in a file after the grace period.
    /// The outcome is an `Action::OwnCreated` with the returned ticket; the object is then written through `locate` and
    /// ended with `seal_own` or `abort_own`.
    pub fn queue_own(&mut self, request: CreateRequest, now: u64) -> u64 {
        let is_next = self.creates.queue.is_empty();
        let ticket = self.creates.push(RAYLET, request);
        if is_next {
            self.serve_creates(now);
        }
        self.settle(now);
        ticket
    }

    /// Gives up what `queue_own` asked for. True if it had no outcome yet: there will be none.
    pub fn cancel_own(&mut self, ticket: u64, now: u64) -> bool {
        let is_own = self.creates.pending.get(&ticket).is_some_and(|create| create.client == RAYLET);
        if is_own {
            self.creates.remove(ticket);
            self.has_new_room = true;
        }
        self.settle(now);
        is_own
    }

    /// Makes room in the arena for an object of the raylet's own; it is written through `locate` and then sealed with
    /// `seal_own`. Never waits.
    pub fn create_own(
        &mut self,
        id: ObjectId,
        owner: Owner,
        data_size: u64,
        metadata_size: u64,
        source: ObjectSource,
    ) -> Result<u64, PutError> {
        if self.objects.contains(&id) {
            return Err(PutError::Exists);
        }
        let len = data_size.checked_add(metadata_size).and_then(allocation_len).ok_or(PutError::Full)?;
        let offset = match self.find_room(len) {
            Room::At(offset) => offset,
            Room::Reserve(limit) => {
                self.ask_for_pages(limit);
                return Err(PutError::Full);
            }
            Room::Full => return Err(PutError::Full),
        };
        self.counters.created_objects += 1;
        self.counters.created_bytes += data_size + metadata_size;
        let request =
            CreateRequest { object_id: id, owner, data_size, metadata_size, source, ..CreateRequest::default() };
        self.objects.insert(&request, Place::Arena { offset, len }, RAYLET);
        Ok(offset)
    }

    /// Seals what `create_own` or `queue_own` made and lets go of it; with `is_held` one hold is left on it.
    pub fn seal_own(&mut self, id: ObjectId, is_held: bool, now: u64) {
        if self.is_own_unsealed(&id) {
            if is_held {
                self.objects.change(&id, |object| object.holds += 1);
            }
            self.announce_sealed(id);
            let fate = self.objects.change(&id, |object| object.users -= 1);
            self.follow(id, fate);
        }
        self.settle(now);
    }

    /// Says how many of the object's bytes, at its end, are metadata: whoever made it knew only how many there are in all.
    /// False when that is not possible; the object is then as it was.
    pub fn split_own(&mut self, id: ObjectId, metadata_size: u64) -> bool {
        let size = self.objects.get(&id).filter(|_| self.is_own_unsealed(&id)).map(|o| o.data_size + o.metadata_size);
        let Some(data_size) = size.and_then(|size| size.checked_sub(metadata_size)) else { return false };
        self.objects.change(&id, |object| (object.data_size, object.metadata_size) = (data_size, metadata_size));
        true
    }

    /// Takes back what `create_own` or `queue_own` made and is not sealed.
    pub fn abort_own(&mut self, id: ObjectId, now: u64) {
        if self.is_own_unsealed(&id) {
            let fate = self.objects.change(&id, |object| object.users -= 1);
            self.follow(id, fate);
        }
        self.settle(now);
    }

    fn is_own_unsealed(&self, id: &ObjectId) -> bool {
        self.objects.get(id).is_some_and(|object| object.creator == RAYLET && !object.is_sealed)
    }
}
