//! Numbers about the store, the debug string, and the check of all invariants.

use std::collections::HashMap;
use std::fmt::Write as _;

use plasma_wire::ObjectId;

use crate::creates::CreateState;
use crate::events::RAYLET;
use crate::objects::Totals;
use crate::store::Store;

/// Sums since start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    pub created_objects: u64,
    pub created_bytes: u64,
    pub sealed_objects: u64,
    pub sealed_bytes: u64,
    pub evicted_objects: u64,
    pub evicted_bytes: u64,
    pub fallback_files: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    pub capacity: u64,
    /// Arena bytes whose pages are reserved.
    pub reserved: u64,
    /// Arena bytes taken by objects, rounded to 64 each.
    pub arena_used: u64,
    pub longest_free: u64,
    pub totals: Totals,
    pub counters: Counters,
    pub clients: u64,
    pub waiting_creates: u64,
    pub waiting_create_bytes: u64,
    pub waiting_gets: u64,
}

impl Store {
    pub fn stats(&self) -> Stats {
        let reserved = self.arena.limit();
        Stats {
            capacity: self.config.capacity,
            reserved,
            arena_used: reserved.saturating_sub(64 + self.arena.free_bytes()),
            longest_free: self.arena.longest_free(),
            totals: self.objects.totals,
            counters: self.counters,
            clients: self.clients.len() as u64,
            waiting_creates: self.creates.queue.len() as u64,
            waiting_create_bytes: self.creates.waiting_bytes,
            waiting_gets: self.gets.pending.len() as u64,
        }
    }

    /// Bytes of all objects that were ever created.
    pub fn created_bytes(&self) -> u64 {
        self.counters.created_bytes
    }

    /// The end of the part of the arena that objects have ever lain in, bytes.
    pub fn high_water(&self) -> u64 {
        self.arena.high_water()
    }

    /// The text of GetDebugString.
    pub fn debug_string(&self) -> String {
        let Stats { capacity, reserved, arena_used, longest_free, totals, counters, clients, .. } = self.stats();
        let mut out = String::new();
        let mut line = |name: &str, objects: u64, bytes: u64| {
            let _ = writeln!(out, "- {name}: {objects} objects, {bytes} bytes");
        };
        line("all", totals.objects, totals.bytes);
        line("unsealed", totals.unsealed_objects, totals.unsealed_bytes);
        line("in use", totals.in_use_objects, totals.in_use_bytes);
        line("pinned primary copies", totals.primary_objects, totals.primary_bytes);
        line("evictable", totals.idle_objects, totals.idle_bytes);
        line("in fallback files", totals.fallback_objects, totals.fallback_bytes);
        line("created since start", counters.created_objects, counters.created_bytes);
        line("evicted since start", counters.evicted_objects, counters.evicted_bytes);
        let _ = write!(
            out,
            "- arena: {arena_used} of {capacity} bytes used, {reserved} reserved, longest free range {longest_free}\n\
             - {clients} clients, {} creates wait for {} bytes, {} gets wait\n",
            self.creates.queue.len(),
            self.creates.waiting_bytes,
            self.gets.pending.len()
        );
        out
    }

    /// Checks every invariant of the store; the error says which one is broken. For tests: it looks at everything.
    pub fn validate(&self) -> Result<(), String> {
        self.arena.validate()?;
        self.objects.validate(&self.arena)?;
        self.creates.validate()?;
        self.gets.validate()?;
        let mut users: HashMap<ObjectId, u32> = HashMap::new();
        for (client, state) in &self.clients {
            for id in &state.held {
                *users.entry(*id).or_default() += 1;
            }
            if let Some(id) =
                state.creates.iter().find(|id| self.creates.pending.get(id).is_none_or(|c| c.client != *client))
            {
                return Err(format!("client {client} waits for create {id}, which is not its own"));
            }
            if let Some(id) = state.gets.iter().find(|id| self.gets.pending.get(id).is_none_or(|g| g.client != *client))
            {
                return Err(format!("client {client} waits for get {id}, which is not its own"));
            }
        }
        for (id, object) in &self.objects.table {
            let expected = users.remove(id).unwrap_or(0) + u32::from(object.creator == RAYLET && !object.is_sealed);
            if expected != object.users {
                return Err(format!("{id} counts {} users, {expected} clients use it", object.users));
            }
            let is_own = object.creator == RAYLET;
            if !object.is_sealed && !is_own && !self.clients.get(&object.creator).is_some_and(|c| c.held.contains(id)) {
                return Err(format!("{id} is unsealed and its creator {} does not use it", object.creator));
            }
        }
        if let Some(id) = users.keys().next() {
            return Err(format!("a client uses {id}, which does not exist"));
        }
        let own = self.creates.pending.values().filter(|create| create.client == RAYLET).count();
        let owned: usize = own + self.clients.values().map(|state| state.creates.len()).sum::<usize>();
        if owned != self.creates.pending.len() {
            return Err(format!("{} creates are pending, clients have {owned}", self.creates.pending.len()));
        }
        let owned: usize = self.clients.values().map(|state| state.gets.len()).sum();
        if owned != self.gets.pending.len() {
            return Err(format!("{} gets are pending, clients have {owned}", self.gets.pending.len()));
        }
        for create in self.creates.pending.values() {
            if create.state == CreateState::Done(plasma_wire::PlasmaError::Ok) && create.is_owed {
                return Err(format!("the create of {} is done but not answered", create.request.object_id));
            }
        }
        for get in self.gets.pending.values() {
            if let Some(id) = get.missing.iter().find(|id| self.objects.is_sealed(id)) {
                return Err(format!("a get waits for {id}, which is sealed"));
            }
        }
        Ok(())
    }
}
