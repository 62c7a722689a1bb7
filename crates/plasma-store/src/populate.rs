//! Reserving the arena's pages, off the hot path, and making fallback files.
//!
//! Two threads. The *ahead* thread reserves the arena from its start to its end at the lowest priority, so that the
//! first writer finds pages, zeroed: on a fresh page a write costs ten times as much. It pauses while little memory is left
//! (memory reserved ahead of need is memory taken from others), and ends when all is reserved. The *urgent* thread
//! sleeps until a create waits for pages or for a fallback file. Both work on the step after the reserved part, so
//! at worst one step is done twice, which is harmless.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::memory::available_memory;
use crate::segment::{CHUNK, HugePages, Segment};

/// What is reserved in one go: each go has a fixed cost of waiting for every processor.
const STEP_BYTES: u64 = 32 << 20;
/// Progress is reported to the store in steps of this many bytes.
const REPORT_BYTES: u64 = 64 << 20;
/// The ahead thread does not hold back for the first bytes, which the first workers need.
const EAGER_BYTES: u64 = 256 << 20;
const MEMORY_CHECK_BYTES: u64 = 64 << 20;
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
    margin: u64,
    state: Mutex<State>,
    changed: Condvar,
}

impl Populate {
    /// Reserves the first `first` bytes now, so that small objects find room at once.
    pub fn new(arena: Arc<Segment>, capacity: u64, first: u64, margin: u64) -> io::Result<Self> {
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
        Ok(Self { arena, capacity, margin, state: Mutex::new(state), changed: Condvar::new() })
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
        // The lowest priority this thread may have; without it, it is only less polite.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19);
        let mut huge = HugePages::default();
        let mut next_check = 0;
        loop {
            let (reserved, is_over) = {
                let state = self.lock();
                (state.reserved, state.is_stopped || state.has_failed)
            };
            if is_over {
                return;
            }
            if reserved >= self.capacity {
                return self.zero_ahead();
            }
            if reserved >= next_check {
                let needed = self.margin.saturating_add(MEMORY_CHECK_BYTES.min(self.capacity - reserved));
                if available_memory().is_some_and(|available| available < needed) {
                    if self.pause(LOW_MEMORY_PAUSE) {
                        return;
                    }
                    continue;
                }
                next_check = reserved + MEMORY_CHECK_BYTES;
            }
            let began = Instant::now();
            self.advance(reserved + STEP_BYTES, &mut huge, reserver);
            // At most half of a processor, so that what starts beside us is not slowed down.
            if reserved >= EAGER_BYTES && !self.arena.is_huge() && self.pause(began.elapsed()) {
                return;
            }
        }
    }

    /// Huge pages are reserved in no time and zeroed when first touched; here they are touched.
    fn zero_ahead(&self) {
        if !self.arena.is_huge() {
            return;
        }
        for at in (0..self.capacity).step_by(STEP_BYTES as usize) {
            let began = Instant::now();
            self.arena.zero_ahead(at, STEP_BYTES);
            let pause = if at < EAGER_BYTES { Duration::ZERO } else { began.elapsed() };
            if self.pause(pause) {
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
            let at = {
                let state = self.lock();
                if state.reserved >= target || state.has_failed || state.is_stopped {
                    break;
                }
                state.reserved
            };
            let at = at / CHUNK * CHUNK;
            let step = (target - at).next_multiple_of(CHUNK).min(STEP_BYTES);
            if let Err(error) = self.arena.reserve(at, step, huge) {
                let is_first = !std::mem::replace(&mut self.lock().has_failed, true);
                self.report(true, reserver);
                if is_first {
                    reserver.failed(&error);
                }
                return;
            }
            let mut state = self.lock();
            state.reserved = state.reserved.max((at + step).min(self.capacity));
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
