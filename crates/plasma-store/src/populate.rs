//! Reserving the arena's pages, off the hot path, and making fallback files.
//!
//! Two threads. The *ahead* thread reserves the arena from its start to its end at low priority, so that the
//! first writer finds pages, zeroed: on a fresh page a write costs ten times as much. It pauses while little memory is left
//! (memory reserved ahead of need is memory taken from others), and ends when all is reserved. The *urgent* thread
//! sleeps until a create waits for pages or for a fallback file. Reserving writes
//! zeros, so each step is done once, by one of them, before any of it is handed out (`step`).

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::memory::spare_memory;
use crate::segment::{CHUNK, HugePages, Segment};

/// What is reserved in one go: each go has a fixed cost of waiting for every processor.
const STEP_BYTES: u64 = 16 << 20;
/// Progress is reported to the store in steps of this many bytes.
const REPORT_BYTES: u64 = 64 << 20;
/// The ahead thread does not hold back for the first bytes, which the first puts need.
const EAGER_BYTES: u64 = 2 << 30;
/// Low, yet not the lowest: a create may have to wait for the step that this thread is in.
const AHEAD_NICENESS: i32 = 10;
const MEMORY_CHECK_BYTES: u64 = 64 << 20;
const URGENT_PAUSE: Duration = Duration::from_millis(10);
const LOW_MEMORY_PAUSE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FallbackJob {
    pub ticket: u64,
    pub size: u64,
}

struct State {
    /// Bytes from the arena's start whose pages are there.
    reserved: u64,
    /// What has been told to the store.
    reported: u64,
    /// Creates wait for pages up to here.
    wanted: u64,
    jobs: VecDeque<FallbackJob>,
    has_failed: bool,
    is_stopped: bool,
}

/// What the threads report to; called without any lock of theirs held.
pub trait Reserver: Send + Sync {
    fn reserved(&self, limit: u64);
    fn failed(&self, reason: &io::Error);
    fn make_fallback(&self, job: FallbackJob);
}

pub struct Populate {
    arena: Arc<Segment>,
    capacity: u64,
    state: Mutex<State>,
    /// Held while a step is reserved.
    step: Mutex<()>,
    changed: Condvar,
}

impl Populate {
    /// Reserves the first `first` bytes now, so that small objects find room at once.
    pub fn new(arena: Arc<Segment>, capacity: u64, first: u64) -> io::Result<Self> {
        let reserved = first.min(capacity).next_multiple_of(CHUNK);
        arena.reserve(0, reserved, &mut HugePages::never())?;
        let reserved = reserved.min(capacity);
        let state = State {
            reserved,
            reported: reserved,
            wanted: 0,
            jobs: VecDeque::new(),
            has_failed: false,
            is_stopped: false,
        };
        Ok(Self { arena, capacity, state: Mutex::new(state), step: Mutex::new(()), changed: Condvar::new() })
    }

    pub fn reserved(&self) -> u64 {
        self.lock().reserved
    }

    pub fn want(&self, limit: u64) {
        let mut state = self.lock();
        state.wanted = state.wanted.max(limit);
        drop(state);
        self.changed.notify_all();
    }

    pub fn add_job(&self, job: FallbackJob) {
        self.lock().jobs.push_back(job);
        self.changed.notify_all();
    }

    pub fn stop(&self) {
        self.lock().is_stopped = true;
        self.changed.notify_all();
    }

    /// Body of the urgent thread.
    pub fn run_urgent(&self, reserver: &dyn Reserver) {
        let mut huge = HugePages::urgent();
        loop {
            let mut state = self.lock();
            loop {
                if state.is_stopped {
                    return;
                }
                if let Some(job) = state.jobs.pop_front() {
                    drop(state);
                    reserver.make_fallback(job);
                    state = self.lock();
                    continue;
                }
                if state.wanted > state.reported && !state.has_failed {
                    break;
                }
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let wanted = state.wanted;
            drop(state);
            self.advance(wanted, &mut huge, reserver);
        }
    }

    /// Body of the ahead thread.
    pub fn run_ahead(&self, reserver: &dyn Reserver) {
        // Where that is not permitted it is only less polite.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), AHEAD_NICENESS);
        let mut huge = HugePages::default();
        let mut next_check = 0;
        loop {
            let (reserved, is_over, is_urgent) = {
                let state = self.lock();
                (state.reserved, state.is_stopped || state.has_failed, state.wanted > state.reserved)
            };
            if is_over || reserved >= self.capacity {
                return;
            }
            if is_urgent {
                // The urgent thread is at it, and should not have to wait for our steps.
                if self.pause(URGENT_PAUSE) {
                    return;
                }
                continue;
            }
            if reserved >= next_check {
                let needed = MEMORY_CHECK_BYTES.min(self.capacity - reserved);
                if spare_memory().is_some_and(|spare| spare < needed) {
                    if self.pause(LOW_MEMORY_PAUSE) {
                        return;
                    }
                    continue;
                }
                next_check = reserved + MEMORY_CHECK_BYTES;
            }
            let began = Instant::now();
            self.advance(reserved + STEP_BYTES, &mut huge, reserver);
            // At most half of a processor for what nobody will need at once.
            if reserved >= EAGER_BYTES && self.pause(began.elapsed()) {
                return;
            }
        }
    }

    /// Sleeps; true when it is time to end.
    fn pause(&self, duration: Duration) -> bool {
        let until = Instant::now() + duration;
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.is_stopped || now >= until {
                return state.is_stopped;
            }
            state = self.changed.wait_timeout(state, until - now).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Reserves up to `target`, chunk by chunk, and reports.
    fn advance(&self, target: u64, huge: &mut HugePages, reserver: &dyn Reserver) {
        let target = target.min(self.capacity);
        loop {
            let step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
            let at = {
                let state = self.lock();
                if state.reserved >= target || state.has_failed || state.is_stopped {
                    break;
                }
                state.reserved
            };
            // The reserved part ends at a chunk's end, or is all there is.
            let len = (target - at).next_multiple_of(CHUNK).min(STEP_BYTES);
            if let Err(error) = self.arena.reserve(at, len, huge) {
                let is_first = !std::mem::replace(&mut self.lock().has_failed, true);
                drop(step);
                self.report(true, reserver);
                if is_first {
                    reserver.failed(&error);
                }
                return;
            }
            self.lock().reserved = (at + len).min(self.capacity);
        }
        self.report(false, reserver);
    }

    fn report(&self, always: bool, reserver: &dyn Reserver) {
        let mut state = self.lock();
        let (reserved, reported) = (state.reserved, state.reported);
        let is_due = reserved >= reported + REPORT_BYTES || reserved >= self.capacity || state.wanted > reported;
        if reserved > reported && (always || is_due) {
            state.reported = reserved;
            drop(state);
            reserver.reserved(reserved);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is a single assignment: it is whole even if a holder panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
