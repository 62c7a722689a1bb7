//! The get queue: who waits for objects to be sealed, and until when.

use std::collections::{BTreeSet, HashMap, HashSet};

use plasma_wire::ObjectId;

use crate::events::ClientId;

#[derive(Debug)]
pub struct PendingGet {
    pub client: ClientId,
    pub object_ids: Vec<ObjectId>,
    pub missing: HashSet<ObjectId>,
    /// ms; None waits for ever.
    pub deadline: Option<u64>,
}

#[derive(Default)]
pub struct Gets {
    pub pending: HashMap<u64, PendingGet>,
    /// The gets that wait for an object, oldest first.
    pub by_object: HashMap<ObjectId, Vec<u64>>,
    pub deadlines: BTreeSet<(u64, u64)>,
    next_get_id: u64,
}

impl Gets {
    pub fn push(&mut self, get: PendingGet) -> u64 {
        let get_id = self.next_get_id;
        self.next_get_id += 1;
        for id in &get.missing {
            self.by_object.entry(*id).or_default().push(get_id);
        }
        if let Some(deadline) = get.deadline {
            self.deadlines.insert((deadline, get_id));
        }
        self.pending.insert(get_id, get);
        get_id
    }

    pub fn remove(&mut self, get_id: u64) -> Option<PendingGet> {
        let get = self.pending.remove(&get_id)?;
        for id in &get.missing {
            if let Some(waiting) = self.by_object.get_mut(id) {
                waiting.retain(|waiting| *waiting != get_id);
                if waiting.is_empty() {
                    self.by_object.remove(id);
                }
            }
        }
        if let Some(deadline) = get.deadline {
            self.deadlines.remove(&(deadline, get_id));
        }
        Some(get)
    }

    /// The gets that waited for `id`, which is sealed now; true for those that miss nothing more.
    pub fn found(&mut self, id: &ObjectId) -> Vec<(u64, ClientId, bool)> {
        let waiting = self.by_object.remove(id).unwrap_or_default();
        waiting
            .into_iter()
            .filter_map(|get_id| {
                let get = self.pending.get_mut(&get_id)?;
                get.missing.remove(id);
                Some((get_id, get.client, get.missing.is_empty()))
            })
            .collect()
    }

    /// A get whose deadline is over at `now`.
    pub fn expired(&self, now: u64) -> Option<u64> {
        self.deadlines.first().filter(|(deadline, _)| *deadline <= now).map(|(_, get_id)| *get_id)
    }

    pub fn validate(&self) -> Result<(), String> {
        for (id, waiting) in &self.by_object {
            let known = |get_id: &u64| self.pending.get(get_id).is_some_and(|get| get.missing.contains(id));
            if waiting.is_empty() || !waiting.iter().all(known) {
                return Err(format!("waiters of {id} are not what the gets miss"));
            }
        }
        for (get_id, get) in &self.pending {
            if get.missing.is_empty() {
                return Err(format!("get {get_id} misses nothing but waits"));
            }
            if !get.missing.iter().all(|id| self.by_object.get(id).is_some_and(|w| w.contains(get_id))) {
                return Err(format!("get {get_id} is not among the waiters of what it misses"));
            }
            if get.deadline.is_some_and(|deadline| !self.deadlines.contains(&(deadline, *get_id))) {
                return Err(format!("get {get_id} has no timer"));
            }
        }
        let timed = self.pending.values().filter(|get| get.deadline.is_some()).count();
        if timed != self.deadlines.len() {
            return Err(format!("{timed} gets have deadlines, {} timers", self.deadlines.len()));
        }
        Ok(())
    }
}
