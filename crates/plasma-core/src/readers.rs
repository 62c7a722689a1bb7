//! Clients that read: get, and release. A client uses each object once however often it asked for it, as in stock.

use std::collections::HashSet;

use plasma_wire::{ObjectId, ObjectSpec, PlasmaError, Reply, SegmentRef};

use crate::events::{Action, ClientId};
use crate::gets::PendingGet;
use crate::objects::Place;
use crate::store::{MAX_GETS_PER_CLIENT, Store};

impl Store {
    /// Notes that the client uses a sealed object; true when it exists.
    pub(crate) fn use_object(&mut self, client: ClientId, id: &ObjectId) -> bool {
        if !self.objects.is_sealed(id) {
            return false;
        }
        if self.clients.get_mut(&client).is_some_and(|client| client.held.insert(*id)) {
            self.objects.change(id, |object| object.users += 1);
        }
        true
    }

    pub(crate) fn get(&mut self, client: ClientId, object_ids: Vec<ObjectId>, timeout_ms: i64, now: u64) {
        let mut missing = HashSet::new();
        for id in &object_ids {
            if !self.use_object(client, id) {
                missing.insert(*id);
            }
        }
        if missing.is_empty() || timeout_ms == 0 {
            return self.reply_get(client, object_ids);
        }
        if self.clients.get(&client).is_none_or(|c| c.gets.len() >= MAX_GETS_PER_CLIENT) {
            let reason = format!("more than {MAX_GETS_PER_CLIENT} gets wait on one connection");
            return self.actions.push(Action::Disconnect { client, reason });
        }
        let deadline = u64::try_from(timeout_ms).ok().map(|timeout| now.saturating_add(timeout));
        let get_id = self.gets.push(PendingGet { client, object_ids, missing, deadline });
        if let Some(client) = self.clients.get_mut(&client) {
            client.gets.insert(get_id);
        }
    }

    pub(crate) fn finish_get(&mut self, get_id: u64) {
        let Some(get) = self.gets.remove(get_id) else { return };
        if let Some(client) = self.clients.get_mut(&get.client) {
            client.gets.remove(&get_id);
        }
        self.reply_get(get.client, get.object_ids);
    }

    fn reply_get(&mut self, client: ClientId, object_ids: Vec<ObjectId>) {
        let Some(state) = self.clients.get_mut(&client) else { return };
        let mut segments: Vec<SegmentRef> = Vec::new();
        let mut seen = HashSet::new();
        let mut specs = Vec::with_capacity(object_ids.len());
        for id in &object_ids {
            let object = self.objects.get(id).filter(|object| object.is_sealed && state.held.contains(id));
            let Some(object) = object else {
                specs.push(ObjectSpec::MISSING);
                continue;
            };
            let (segment, _) = object.place.at(&self.config.main_segment);
            if seen.insert(segment.unique_fd_id) {
                segments.push(segment);
            }
            specs.push(object.spec(&self.config.main_segment));
        }
        let new_segments = segments.iter().copied().filter(|s| state.segments.insert(s.unique_fd_id)).collect();
        self.actions.push(Action::Reply { client, reply: Reply::Get { object_ids, specs, segments }, new_segments });
    }

    pub(crate) fn release(&mut self, client: ClientId, object_id: ObjectId, may_unmap: bool) {
        let Some(state) = self.clients.get_mut(&client) else { return };
        let was_held = state.held.remove(&object_id);
        let mut should_unmap = false;
        if was_held && let Some(object) = self.objects.get(&object_id) {
            if let Place::Fallback { segment } = object.place
                && may_unmap
            {
                // The client unmaps it now, so it needs the fd again next time.
                should_unmap = state.segments.remove(&segment.unique_fd_id);
            }
            let fate = self.objects.change(&object_id, |object| object.users -= 1);
            self.follow(object_id, fate);
        }
        if may_unmap {
            let error = if was_held { PlasmaError::Ok } else { PlasmaError::ObjectNonexistent };
            self.reply(client, Reply::Release { object_id, should_unmap, error });
        }
    }
}
