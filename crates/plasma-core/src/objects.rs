//! The object table: what is in the store, who uses it, and what may go.
//!
//! An object is unsealed (its creator writes it) and then sealed (anybody reads it). It is *idle* when it is sealed
//! and no client, no hold and no primary pin keeps it, and *spillable* when it lies in the arena and the primary pin
//! alone keeps it. States and where they are kept:
//!
//! | state | in | leaves by |
//! |---|---|---|
//! | unsealed | `objects` | seal; creator aborts, lets go or disconnects: gone |
//! | sealed, used | `objects` | last user, hold and pin gone: idle; only the pin left: spillable |
//! | spillable | `objects` and `spillable`, oldest first | use, hold (the raylet writes it to disk); unpin: idle; free |
//! | idle | `objects` and one of the `idle_*` queues, oldest first | use, pin, hold; eviction; delete |
//! | doomed (`delete_when_idle`) | `objects` | idle: gone at once |
//!
//! A *mutable* object (a channel of a compiled graph) has a header of Ray's before its data, in which its writer and its
//! readers find each other's semaphores and take turns. It is the same bytes for all of them and is never spilled.
//!
//! Every change goes through `change`, which keeps totals and queues right, so no transition can forget them.

use std::collections::{BTreeMap, HashMap};

use plasma_wire::{CreateRequest, ObjectId, ObjectSource, ObjectSpec, Owner, SegmentRef};

use crate::arena::Arena;
use crate::events::ClientId;

/// What a mutable object has before its data: Ray's PlasmaObjectHeader takes 96 bytes (Ray 2.60.0,
/// object_manager/common.h), and with these the data begins where allocations do.
pub const HEADER_LEN: u64 = 128;

/// Where an object's bytes are: the header of a mutable one, data, metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `len` is the rounded length of the range.
    Arena {
        offset: u64,
        len: u64,
    },
    Fallback {
        segment: SegmentRef,
    },
}

impl Place {
    /// Its segment, and where in that it begins; `main` is the arena.
    pub fn at(&self, main: &SegmentRef) -> (SegmentRef, u64) {
        match *self {
            Self::Arena { offset, .. } => (*main, offset),
            Self::Fallback { segment } => (segment, 0),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Object {
    pub place: Place,
    pub data_size: u64,
    pub metadata_size: u64,
    pub source: ObjectSource,
    pub owner: Owner,
    pub creator: ClientId,
    pub is_sealed: bool,
    /// Clients that use it; each counts once, as in stock.
    pub users: u32,
    /// Uses by the raylet itself: arguments of a lease, spilling, sending.
    pub holds: u32,
    /// The raylet's pin of the primary copy.
    pub is_primary: bool,
    pub delete_when_idle: bool,
    /// Of a mutable object: which one of this store's.
    pub mutable: Option<u64>,
    /// Key in its idle queue.
    idle_since: Option<u64>,
    /// Key in `spillable`.
    spillable_since: Option<u64>,
}

impl Object {
    pub fn size(&self) -> u64 {
        self.data_size + self.metadata_size
    }

    /// From the beginning of its place to its data.
    pub fn header_len(&self) -> u64 {
        if self.mutable.is_some() { HEADER_LEN } else { 0 }
    }

    fn is_idle(&self) -> bool {
        self.is_sealed && self.users == 0 && self.holds == 0 && !self.is_primary
    }

    fn is_spillable(&self) -> bool {
        let is_kept_otherwise = self.users > 0 || self.holds > 0 || self.delete_when_idle || self.mutable.is_some();
        self.is_sealed && self.is_primary && !is_kept_otherwise && matches!(self.place, Place::Arena { .. })
    }

    pub fn spec(&self, main: &SegmentRef) -> ObjectSpec {
        let (segment, offset) = self.place.at(main);
        ObjectSpec {
            segment_index: segment.store_fd,
            unique_fd_id: segment.unique_fd_id,
            header_offset: offset,
            data_offset: offset + self.header_len(),
            data_size: self.data_size,
            metadata_offset: offset + self.header_len() + self.data_size,
            metadata_size: self.metadata_size,
            allocated_size: self.size(),
            fallback_allocated: matches!(self.place, Place::Fallback { .. }),
            device_num: 0,
            is_mutable: self.mutable.is_some(),
        }
    }
}

/// Sums over all objects. Bytes are data plus metadata, without rounding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub objects: u64,
    pub bytes: u64,
    pub unsealed_objects: u64,
    pub unsealed_bytes: u64,
    pub primary_objects: u64,
    pub primary_bytes: u64,
    pub idle_objects: u64,
    pub idle_bytes: u64,
    pub fallback_objects: u64,
    pub fallback_bytes: u64,
    pub in_use_objects: u64,
    pub in_use_bytes: u64,
    /// Arena bytes of idle objects, rounded: what eviction could free.
    pub evictable_bytes: u64,
    pub spillable_objects: u64,
    pub spillable_bytes: u64,
}

impl Totals {
    fn count(&mut self, object: &Object, sign: i64) {
        let size = object.size();
        let add = |applies: bool, objects: &mut u64, bytes: &mut u64| {
            if applies {
                *objects = objects.wrapping_add_signed(sign);
                *bytes = bytes.wrapping_add_signed(sign.wrapping_mul(size as i64));
            }
        };
        add(true, &mut self.objects, &mut self.bytes);
        add(!object.is_sealed, &mut self.unsealed_objects, &mut self.unsealed_bytes);
        add(object.is_primary, &mut self.primary_objects, &mut self.primary_bytes);
        add(object.is_idle(), &mut self.idle_objects, &mut self.idle_bytes);
        add(object.users > 0 || object.holds > 0, &mut self.in_use_objects, &mut self.in_use_bytes);
        add(object.is_spillable(), &mut self.spillable_objects, &mut self.spillable_bytes);
        let is_fallback = matches!(object.place, Place::Fallback { .. });
        add(is_fallback, &mut self.fallback_objects, &mut self.fallback_bytes);
        if let Place::Arena { len, .. } = object.place
            && object.is_idle()
        {
            self.evictable_bytes = self.evictable_bytes.wrapping_add_signed(sign.wrapping_mul(len as i64));
        }
    }
}

/// What became of an object by a change.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    Unknown,
    Stays,
    /// It may be evicted from now on.
    BecameIdle,
    /// It must be removed now: unsealed without a creator, or doomed and idle.
    MustGo,
}

#[derive(Default)]
pub struct Objects {
    pub(crate) table: HashMap<ObjectId, Object>,
    idle_arena: BTreeMap<u64, ObjectId>,
    idle_fallback: BTreeMap<u64, ObjectId>,
    spillable: BTreeMap<u64, ObjectId>,
    queue_counter: u64,
    mutable_counter: u64,
    pub(crate) totals: Totals,
}

impl Objects {
    pub fn get(&self, id: &ObjectId) -> Option<&Object> {
        self.table.get(id)
    }

    pub fn contains(&self, id: &ObjectId) -> bool {
        self.table.contains_key(id)
    }

    pub fn is_sealed(&self, id: &ObjectId) -> bool {
        self.table.get(id).is_some_and(|object| object.is_sealed)
    }

    /// Adds an unsealed object that its creator uses. Gives the number of a mutable one.
    pub fn insert(&mut self, request: &CreateRequest, place: Place, creator: ClientId) -> Option<u64> {
        self.mutable_counter += u64::from(request.is_mutable);
        let mutable = request.is_mutable.then_some(self.mutable_counter);
        let object = Object {
            place,
            data_size: request.data_size,
            metadata_size: request.metadata_size,
            source: request.source,
            owner: request.owner.clone(),
            creator,
            is_sealed: false,
            users: 1,
            holds: 0,
            is_primary: false,
            delete_when_idle: false,
            mutable,
            idle_since: None,
            spillable_since: None,
        };
        self.totals.count(&object, 1);
        self.table.insert(request.object_id, object);
        mutable
    }

    /// Applies `change` to the object and brings totals and idle queues in line.
    pub fn change(&mut self, id: &ObjectId, change: impl FnOnce(&mut Object)) -> Fate {
        let Some(object) = self.table.get_mut(id) else { return Fate::Unknown };
        self.totals.count(object, -1);
        change(object);
        self.totals.count(object, 1);
        match (object.is_spillable(), object.spillable_since) {
            (true, None) => {
                self.queue_counter += 1;
                object.spillable_since = Some(self.queue_counter);
                self.spillable.insert(self.queue_counter, *id);
            }
            (false, Some(since)) => {
                object.spillable_since = None;
                self.spillable.remove(&since);
            }
            _ => {}
        }
        let queue = match object.place {
            Place::Arena { .. } => &mut self.idle_arena,
            Place::Fallback { .. } => &mut self.idle_fallback,
        };
        match (object.is_idle(), object.idle_since) {
            (true, None) if object.delete_when_idle => Fate::MustGo,
            (true, None) => {
                self.queue_counter += 1;
                object.idle_since = Some(self.queue_counter);
                queue.insert(self.queue_counter, *id);
                Fate::BecameIdle
            }
            (true, Some(_)) if object.delete_when_idle => Fate::MustGo,
            (false, Some(since)) => {
                object.idle_since = None;
                queue.remove(&since);
                Fate::Stays
            }
            _ if !object.is_sealed && object.users == 0 => Fate::MustGo,
            _ => Fate::Stays,
        }
    }

    /// Takes the object out of the table; the caller frees its place.
    pub fn remove(&mut self, id: &ObjectId) -> Option<Object> {
        let object = self.table.remove(id)?;
        self.totals.count(&object, -1);
        if let Some(since) = object.spillable_since {
            self.spillable.remove(&since);
        }
        if let Some(since) = object.idle_since {
            match object.place {
                Place::Arena { .. } => self.idle_arena.remove(&since),
                Place::Fallback { .. } => self.idle_fallback.remove(&since),
            };
        }
        Some(object)
    }

    /// The object that has been idle longest, in the arena or in fallback files.
    pub fn oldest_idle(&self, in_arena: bool) -> Option<ObjectId> {
        let queue = if in_arena { &self.idle_arena } else { &self.idle_fallback };
        queue.values().next().copied()
    }

    /// The objects that have been spillable longest: until they have `min_bytes` together or are `max_objects`.
    pub fn oldest_spillable(&self, min_bytes: u64, max_objects: usize) -> Vec<(ObjectId, u64)> {
        let (mut chosen, mut bytes) = (Vec::new(), 0);
        for id in self.spillable.values().take(max_objects) {
            if bytes >= min_bytes {
                break;
            }
            let size = self.table.get(id).map_or(0, Object::size);
            bytes += size;
            chosen.push((*id, size));
        }
        chosen
    }

    /// Checks table, totals, idle queues and the arena against each other.
    pub fn validate(&self, arena: &Arena) -> Result<(), String> {
        let mut totals = Totals::default();
        let mut ranges = arena.free_ranges();
        for (id, object) in &self.table {
            totals.count(object, 1);
            let queue = match object.place {
                Place::Arena { offset, len } => {
                    if len < object.header_len() + object.size() {
                        return Err(format!("{id} of {} bytes lies in a range of {len}", object.size()));
                    }
                    ranges.push((offset, len));
                    &self.idle_arena
                }
                Place::Fallback { .. } => &self.idle_fallback,
            };
            let queued = object.idle_since.and_then(|since| queue.get(&since));
            if queued.is_some() != object.is_idle() || queued.is_some_and(|queued| queued != id) {
                return Err(format!("{id} is idle: {}, in its idle queue: {}", object.is_idle(), queued.is_some()));
            }
            let queued = object.spillable_since.and_then(|since| self.spillable.get(&since));
            if queued.is_some() != object.is_spillable() || queued.is_some_and(|queued| queued != id) {
                return Err(format!(
                    "{id} is spillable: {}, is queued so: {}",
                    object.is_spillable(),
                    queued.is_some()
                ));
            }
            if object.is_idle() && object.delete_when_idle {
                return Err(format!("{id} is idle and doomed but still here"));
            }
            if !object.is_sealed && object.users != 1 {
                return Err(format!("{id} is unsealed with {} users", object.users));
            }
        }
        if totals != self.totals {
            return Err(format!("totals are {:?}, objects sum to {totals:?}", self.totals));
        }
        if totals.idle_objects as usize != self.idle_arena.len() + self.idle_fallback.len() {
            return Err("an idle queue names an object that is not idle".into());
        }
        if totals.spillable_objects as usize != self.spillable.len() {
            return Err("the spillable queue names an object that is not spillable".into());
        }
        ranges.sort_unstable();
        let mut end = 64;
        for (offset, len) in ranges {
            if offset != end {
                return Err(format!("arena: range at {offset} follows one that ends at {end}"));
            }
            end = offset + len;
        }
        if end != arena.limit().max(64) {
            return Err(format!("arena: ranges end at {end}, limit is {}", arena.limit()));
        }
        Ok(())
    }
}
