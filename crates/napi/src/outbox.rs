//! Events on their way from our threads to JavaScript, batched.
//!
//! A crossing to the event loop costs 10-20 us, a record in a buffer a few ns. So producers append packed records to
//! one byte buffer and only the first append after a hand-over wakes the loop; everything that arrived until the loop
//! gets there goes over in the same callback. Under load batches grow by themselves; when idle nothing runs. What is
//! appended on the loop's own thread, in a turn of the transport (event_loop.rs), goes over right after the turn.
//!
//! Invariants: at most one wake-up is under way (`scheduled`); records are never split between batches and keep their
//! order; after `close` nothing more is delivered and the event loop is no longer held open by this outbox.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{Buffer, Function, FunctionRef};
use napi::threadsafe_function::{ThreadsafeCallContext, ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};

use crate::event_loop::deliver_after_turn;

/// A batch is closed at this size, so that a stalled event loop meets several buffers, never one beyond V8's limit.
const BATCH_BYTES: usize = 16 << 20;

type Wake = ThreadsafeFunction<(), (), Buffer, Status, false, false, 0>;

#[derive(Default)]
struct State {
    /// Batches in order; records are appended to the last one.
    batches: VecDeque<Vec<u8>>,
    /// A wake-up was sent whose callback has not yet taken its batch.
    scheduled: bool,
    /// None before `attach` and after `close`.
    wake: Option<Arc<Wake>>,
    /// For who is on JavaScript's thread already.
    function: Option<Arc<FunctionRef<Buffer, ()>>>,
    closed: bool,
}

/// Cheap to clone; all clones feed the same JavaScript callback.
#[derive(Clone, Default)]
pub struct Outbox {
    state: Arc<Mutex<State>>,
}

impl Outbox {
    /// An outbox that calls `on_batch(buffer)` on the event loop with one or more whole records.
    /// The event loop stays alive until `close`.
    pub fn new(on_batch: Function<'_, Buffer, ()>) -> napi::Result<Self> {
        let outbox = Self::default();
        let source = outbox.clone();
        let wake: Wake = on_batch
            .build_threadsafe_function::<()>()
            .callee_handled::<false>()
            .weak::<false>()
            .max_queue_size::<0>()
            .build_callback(move |_: ThreadsafeCallContext<()>| Ok(Buffer::from(source.take_batch())))?;
        let mut state = outbox.lock();
        state.wake = Some(Arc::new(wake));
        state.function = Some(Arc::new(on_batch.create_ref()?));
        drop(state);
        Ok(outbox)
    }

    /// Appends one record and wakes the event loop unless it is already on its way. False after `close`.
    pub fn append(&self, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let mut state = self.lock();
        if state.closed {
            return false;
        }
        match state.batches.back_mut() {
            Some(batch) if batch.len() < BATCH_BYTES => write(batch),
            _ => {
                let mut batch = Vec::with_capacity(512);
                write(&mut batch);
                state.batches.push_back(batch);
            }
        }
        self.schedule(state);
        true
    }

    /// Bytes that wait for the event loop: what producers look at to hold back.
    pub fn waiting_bytes(&self) -> usize {
        self.lock().batches.iter().map(Vec::len).sum()
    }

    /// Drops what waits and lets the event loop go. Idempotent.
    pub fn close(&self) {
        let callbacks = {
            let mut state = self.lock();
            state.closed = true;
            state.batches.clear();
            (state.wake.take(), state.function.take())
        };
        // Dropped outside the lock: releasing the threadsafe function may run its finalizer.
        drop(callbacks);
    }

    /// Calls JavaScript with one batch, on its thread, in a scope. An error is what it threw.
    pub fn deliver(&self, env: &Env) -> napi::Result<()> {
        let Some(function) = self.lock().function.clone() else { return Ok(()) };
        function.borrow_back(env)?.call(Buffer::from(self.take_batch()))
    }

    /// Runs on the event loop.
    fn take_batch(&self) -> Vec<u8> {
        let mut state = self.lock();
        let batch = state.batches.pop_front().unwrap_or_default();
        state.scheduled = false;
        if !state.batches.is_empty() {
            self.schedule(state);
        }
        batch
    }

    fn schedule(&self, mut state: MutexGuard<'_, State>) {
        if state.scheduled {
            return;
        }
        let Some(wake) = state.wake.clone() else { return };
        state.scheduled = true;
        drop(state);
        if deliver_after_turn(self) {
            return;
        }
        // An error means that the environment is going away: there is nobody left to tell.
        let _ = wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The closures given to `append` only write bytes; should one panic, the bytes before it are still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Appends a little-endian u32.
pub fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends bytes behind their length as u32.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    // Longer than a u32 can say is longer than any message may be.
    put_u32(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}
