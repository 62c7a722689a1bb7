//! `src/native/plasma-store.ts` over `plasma-store`. Object ids cross as 28 bytes each in one buffer. The outbox only
//! says that there are events; JavaScript fetches them with `take_events`, also at any other time, so their order never
//! depends on who fetched.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{AsyncTask, Buffer, Function, Uint8Array};
use napi::{Env, Error, Result, Status, Task};
use napi_derive::napi;
use plasma_core::{ObjectId, Owner, PutError};
use plasma_store::{ObjectSource, PlasmaStore, StoreConfig, StoreHandle};

use crate::local_objects::NativeLocalObjects;
use crate::outbox::Outbox;

#[napi(object, object_to_js = false)]
pub struct NativeStoreOptions {
    pub socket_path: String,
    pub capacity_bytes: f64,
    pub plasma_directory: String,
    /// Empty: none.
    pub fallback_directory: String,
    pub oom_grace_ms: f64,
    pub fs_capacity_threshold: f64,
}

#[napi(object, object_to_js = false)]
pub struct NativeOwner {
    pub node_id: Uint8Array,
    pub ip_address: String,
    pub port: i32,
    pub worker_id: Uint8Array,
}

impl From<NativeOwner> for Owner {
    fn from(owner: NativeOwner) -> Self {
        Self {
            node_id: owner.node_id.to_vec(),
            ip_address: owner.ip_address.into_bytes(),
            port: owner.port,
            worker_id: owner.worker_id.to_vec(),
        }
    }
}

#[napi(object, object_from_js = false)]
pub struct NativeStoreStats {
    pub capacity_bytes: f64,
    pub reserved_bytes: f64,
    pub used_bytes: f64,
    pub longest_free_bytes: f64,
    pub num_objects: f64,
    pub num_unsealed: f64,
    pub unsealed_bytes: f64,
    pub num_in_use: f64,
    pub in_use_bytes: f64,
    pub num_primary_copies: f64,
    pub primary_copy_bytes: f64,
    pub num_evictable: f64,
    pub evictable_bytes: f64,
    pub num_fallback: f64,
    pub fallback_bytes: f64,
    pub num_clients: f64,
    pub num_queued_creates: f64,
    pub queued_create_bytes: f64,
    pub num_waiting_gets: f64,
    pub cumulative_created_objects: f64,
    pub cumulative_created_bytes: f64,
    pub cumulative_evicted_objects: f64,
    pub cumulative_evicted_bytes: f64,
}

#[napi]
pub struct NativePlasmaStore {
    store: Arc<Mutex<PlasmaStore>>,
    handle: StoreHandle,
    outbox: Outbox,
}

fn lock(store: &Mutex<PlasmaStore>) -> MutexGuard<'_, PlasmaStore> {
    // Only `stop` runs under this lock, and stopping twice is harmless.
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn object_ids(packed: &[u8]) -> Result<Vec<ObjectId>> {
    let ids: Vec<_> = packed.chunks(28).filter_map(ObjectId::from_slice).collect();
    if ids.len() * 28 != packed.len() {
        return Err(Error::new(Status::InvalidArg, "object ids have 28 bytes each"));
    }
    Ok(ids)
}

/// 28 bytes of id and a u64 size for each.
pub(crate) fn ids_and_sizes(chosen: &[(ObjectId, u64)]) -> Buffer {
    let mut packed = Vec::with_capacity(chosen.len() * 36);
    for (id, size) in chosen {
        packed.extend_from_slice(id.as_bytes());
        packed.extend_from_slice(&size.to_le_bytes());
    }
    packed.into()
}

fn flags(found: Vec<bool>) -> Buffer {
    found.into_iter().map(u8::from).collect::<Vec<_>>().into()
}

#[napi]
pub fn start_plasma_store(
    options: NativeStoreOptions,
    on_events: Function<'_, Buffer, ()>,
) -> Result<NativePlasmaStore> {
    let mut config = StoreConfig::new(options.socket_path, options.capacity_bytes as u64);
    config.plasma_directory = options.plasma_directory.into();
    config.fallback_directory = Some(options.fallback_directory).filter(|path| !path.is_empty()).map(Into::into);
    config.oom_grace_ms = options.oom_grace_ms as u64;
    config.fs_capacity_threshold = options.fs_capacity_threshold;
    let outbox = Outbox::new(on_events)?;
    let wake = outbox.clone();
    let started = PlasmaStore::start(config, move || {
        wake.append(|out| out.push(1));
    });
    match started {
        Ok(store) => {
            let handle = store.handle();
            Ok(NativePlasmaStore { store: Arc::new(Mutex::new(store)), handle, outbox })
        }
        Err(error) => {
            outbox.close();
            Err(Error::from_reason(error.to_string()))
        }
    }
}

impl NativePlasmaStore {
    pub(crate) fn handle(&self) -> StoreHandle {
        self.handle.clone()
    }
}

#[napi]
impl NativePlasmaStore {
    #[napi]
    pub fn local_objects(&self) -> NativeLocalObjects {
        NativeLocalObjects::new(Arc::new(self.handle.clone()))
    }

    #[napi]
    pub fn pin(&self, ids: &[u8]) -> Result<Buffer> {
        Ok(flags(self.handle.pin(&object_ids(ids)?)))
    }

    #[napi]
    pub fn unpin(&self, ids: &[u8]) -> Result<()> {
        self.handle.unpin(&object_ids(ids)?);
        Ok(())
    }

    #[napi]
    pub fn hold(&self, ids: &[u8]) -> Result<Buffer> {
        Ok(flags(self.handle.hold(&object_ids(ids)?)))
    }

    #[napi]
    pub fn unhold(&self, ids: &[u8]) -> Result<()> {
        self.handle.unhold(&object_ids(ids)?);
        Ok(())
    }

    /// Holds what is to be spilled next: see `ids_and_sizes`.
    #[napi]
    pub fn hold_spillable(&self, min_bytes: f64, max_objects: u32) -> Buffer {
        ids_and_sizes(&self.handle.hold_spillable(min_bytes as u64, max_objects as usize))
    }

    #[napi]
    pub fn delete(&self, ids: &[u8]) -> Result<()> {
        self.handle.delete(&object_ids(ids)?);
        Ok(())
    }

    #[napi]
    pub fn contains(&self, ids: &[u8]) -> Result<Buffer> {
        Ok(flags(self.handle.contains(&object_ids(ids)?)))
    }

    /// 0 made, 1 exists already, 2 no room.
    #[napi]
    pub fn create_error(&self, id: &[u8], owner: Option<NativeOwner>, metadata: &[u8], data: &[u8]) -> Result<u32> {
        let ids = object_ids(id)?;
        let [id] = ids[..] else { return Err(Error::new(Status::InvalidArg, "one object id is needed")) };
        let owner = owner.map_or_else(Owner::default, Owner::from);
        Ok(match self.handle.put(id, owner, metadata, data, ObjectSource::ErrorStoredByRaylet) {
            Ok(()) => 0,
            Err(PutError::Exists) => 1,
            Err(PutError::Full) => 2,
        })
    }

    #[napi]
    pub fn set_spilling(&self, is_spilling: bool) {
        self.handle.set_spilling(is_spilling);
    }

    #[napi]
    pub fn set_fallback_limit(&self, bytes: f64) {
        // Saturates: a number of bytes, and never below 0.
        self.handle.set_fallback_limit(bytes as u64);
    }

    /// Packed records (crates/plasma-store/src/packing.rs) of what happened since the last call.
    #[napi]
    pub fn take_events(&self) -> Buffer {
        self.handle.take_events().into()
    }

    #[napi]
    pub fn semaphore_prefix(&self) -> String {
        self.handle.semaphore_prefix()
    }

    #[napi]
    pub fn arena_fd(&self) -> i32 {
        self.handle.arena_fd()
    }

    #[napi]
    pub fn debug_string(&self) -> String {
        self.handle.debug_string()
    }

    /// One of the numbers of `stats`, for who asks for it often.
    #[napi]
    pub fn primary_copy_bytes(&self) -> f64 {
        self.handle.stats().totals.primary_bytes as f64
    }

    #[napi]
    pub fn stats(&self) -> NativeStoreStats {
        let stats = self.handle.stats();
        let (totals, counters) = (stats.totals, stats.counters);
        NativeStoreStats {
            capacity_bytes: stats.capacity as f64,
            reserved_bytes: stats.reserved as f64,
            used_bytes: stats.arena_used as f64,
            longest_free_bytes: stats.longest_free as f64,
            num_objects: totals.objects as f64,
            num_unsealed: totals.unsealed_objects as f64,
            unsealed_bytes: totals.unsealed_bytes as f64,
            num_in_use: totals.in_use_objects as f64,
            in_use_bytes: totals.in_use_bytes as f64,
            num_primary_copies: totals.primary_objects as f64,
            primary_copy_bytes: totals.primary_bytes as f64,
            num_evictable: totals.idle_objects as f64,
            evictable_bytes: totals.idle_bytes as f64,
            num_fallback: totals.fallback_objects as f64,
            fallback_bytes: totals.fallback_bytes as f64,
            num_clients: stats.clients as f64,
            num_queued_creates: stats.waiting_creates as f64,
            queued_create_bytes: stats.waiting_create_bytes as f64,
            num_waiting_gets: stats.waiting_gets as f64,
            cumulative_created_objects: counters.created_objects as f64,
            cumulative_created_bytes: counters.created_bytes as f64,
            cumulative_evicted_objects: counters.evicted_objects as f64,
            cumulative_evicted_bytes: counters.evicted_bytes as f64,
        }
    }

    /// Gives back memory that is reserved and not used; resolves with the bytes.
    #[napi(ts_return_type = "Promise<number>")]
    pub fn give_back(&self) -> AsyncTask<GiveBack> {
        AsyncTask::new(GiveBack { store: self.handle() })
    }

    /// Ends the store on a thread of its own; afterwards `release` lets the event loop go.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn stop(&self) -> AsyncTask<Stop> {
        AsyncTask::new(Stop { store: self.store.clone() })
    }

    #[napi]
    pub fn release(&self) {
        self.outbox.close();
    }
}

pub struct GiveBack {
    store: StoreHandle,
}

impl Task for GiveBack {
    type Output = u64;
    type JsValue = f64;

    fn compute(&mut self) -> Result<u64> {
        Ok(self.store.give_back())
    }

    fn resolve(&mut self, _env: Env, bytes: u64) -> Result<f64> {
        Ok(bytes as f64)
    }
}

pub struct Stop {
    store: Arc<Mutex<PlasmaStore>>,
}

impl Task for Stop {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> Result<()> {
        lock(&self.store).stop();
        Ok(())
    }

    fn resolve(&mut self, _env: Env, _output: ()) -> Result<()> {
        Ok(())
    }
}
