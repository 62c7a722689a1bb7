//! The create queue: who waits for room.
//!
//! Creates are served first come, first served: a create that does not fit makes later ones wait, so a large one is
//! never starved. A waiting client is told a request id and asks again every 10 ms (`object_store_full_delay_ms`);
//! meanwhile it can release what it holds. Two waits are short and get no request id, the client simply waits for its
//! answer: pages of the arena are just being reserved, or the fallback file is being made.
//!
//! | state | meaning | leaves by |
//! |---|---|---|
//! | Waiting | in `queue` | room: Done; grace period over, or of no use: AwaitingFallback; client gone |
//! | AwaitingFallback | the shell makes its file | `on_fallback`: Done |
//! | Done | result not fetched yet | the client asks; client gone (its object is aborted) |

use std::collections::{HashMap, VecDeque};

use plasma_wire::{CreateRequest, PlasmaError};

use crate::events::ClientId;
use crate::objects::HEADER_LEN;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateState {
    Waiting,
    AwaitingFallback,
    /// Ok: the object is in the table, unsealed.
    Done(PlasmaError),
}

#[derive(Debug)]
pub struct PendingCreate {
    pub client: ClientId,
    pub request: CreateRequest,
    pub state: CreateState,
    /// The client waits for a message from us.
    pub is_owed: bool,
}

/// Why the head of the queue waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    No,
    /// Pages are being reserved.
    Reserving,
    /// The arena is full.
    Full,
}

pub struct Creates {
    pub queue: VecDeque<u64>,
    pub pending: HashMap<u64, PendingCreate>,
    pub waiting_bytes: u64,
    pub blocked: Blocked,
    /// When the arena was first found full since the last create that fit, ms.
    pub full_since: Option<u64>,
    pub last_space_event: Option<u64>,
    /// The raylet is writing objects to disk: the grace period does not run.
    pub is_spilling: bool,
    next_request_id: u64,
}

impl Default for Creates {
    fn default() -> Self {
        Self {
            queue: VecDeque::new(),
            pending: HashMap::new(),
            waiting_bytes: 0,
            blocked: Blocked::No,
            full_since: None,
            last_space_event: None,
            is_spilling: false,
            next_request_id: 1,
        }
    }
}

/// With the header of a mutable object.
pub fn request_size(request: &CreateRequest) -> u64 {
    let header_len = if request.is_mutable { HEADER_LEN } else { 0 };
    request.data_size.saturating_add(request.metadata_size).saturating_add(header_len)
}

impl Creates {
    /// Takes a request in; an immediate one is served before all others.
    pub fn push(&mut self, client: ClientId, request: CreateRequest) -> u64 {
        let request_id = self.next_request_id;
        self.next_request_id += 1;
        self.waiting_bytes += request_size(&request);
        if request.try_immediately {
            self.queue.push_front(request_id);
        } else {
            self.queue.push_back(request_id);
        }
        self.pending.insert(request_id, PendingCreate { client, request, state: CreateState::Waiting, is_owed: true });
        request_id
    }

    /// Moves a request out of the queue: it has an outcome or the shell makes its file.
    pub fn leave_queue(&mut self, request_id: u64, state: CreateState) {
        let Some(create) = self.pending.get_mut(&request_id) else { return };
        if create.state == CreateState::Waiting {
            self.waiting_bytes -= request_size(&create.request);
            self.queue.retain(|queued| *queued != request_id);
        }
        create.state = state;
    }

    /// Forgets a request altogether.
    pub fn remove(&mut self, request_id: u64) -> Option<PendingCreate> {
        let create = self.pending.remove(&request_id)?;
        if create.state == CreateState::Waiting {
            self.waiting_bytes -= request_size(&create.request);
            self.queue.retain(|queued| *queued != request_id);
        }
        Some(create)
    }

    pub fn validate(&self) -> Result<(), String> {
        let waiting = self.pending.values().filter(|create| create.state == CreateState::Waiting);
        let (count, bytes) = waiting.fold((0, 0), |(n, b), create| (n + 1, b + request_size(&create.request)));
        if count != self.queue.len() || bytes != self.waiting_bytes {
            return Err(format!(
                "{count} creates of {bytes} bytes wait, queue {} {}",
                self.queue.len(),
                self.waiting_bytes
            ));
        }
        let queued = |id: &u64| self.pending.get(id).is_some_and(|create| create.state == CreateState::Waiting);
        if !self.queue.iter().all(queued) {
            return Err("the create queue names a request that does not wait".into());
        }
        if self.queue.is_empty() != (self.blocked == Blocked::No) {
            return Err(format!("queue of {} creates is blocked: {:?}", self.queue.len(), self.blocked));
        }
        Ok(())
    }
}
