//! Reserving the arena's pages and making fallback files, off the socket's thread.
//!
//! Reserving gives pages to the file: only what is reserved is ever handed out, so nobody gets SIGBUS. The *reserve*
//! thread goes from the arena's start to its end. When a create waits it goes as far as that create needs at once;
//! otherwise it works ahead in small steps, at most half of the time, and pauses while little memory is left (memory
//! reserved ahead of need is memory taken from others). What it reserved and nobody uses it gives back when asked to, and
//! then works ahead no more for a while. It also makes the fallback files.
//!
//! Reserved pages need not be zeroed yet: where the arena has huge pages the kernel zeroes each when it is first touched.
//! The *warm* thread touches them at the lowest priority some way ahead of what objects have used so far, so that a
//! first put runs like a later one. A put that comes before it loses little, for a client copies with several threads
//! and they zero side by side; so memory that nobody may ever want is not worth a processor's time.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::memory::spare_memory;
use crate::segment::{CHUNK, Effort, HugePages, Segment};

/// What is reserved in one go: each go has a fixed cost of waiting for every processor.
const STEP_BYTES: u64 = 16 << 20;
/// Progress is reported to the store in steps of this many bytes.
const REPORT_BYTES: u64 = 64 << 20;
/// How often the memory left is looked at while working ahead.
const MEMORY_CHECK_BYTES: u64 = 64 << 20;
const LOW_MEMORY_PAUSE: Duration = Duration::from_secs(5);
/// After memory was given back it was short: whoever needs it has time to take it.
const GIVEN_BACK_PAUSE: Duration = Duration::from_secs(60);
/// How far ahead of what objects have used pages are warmed.
const WARM_AHEAD_BYTES: u64 = 1 << 30;
/// The lowest. Not SCHED_IDLE: on older kernels a touch holds a lock that the process's other threads may need.
const WARM_NICENESS: i32 = 19;

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
    /// Objects have lain in the bytes up to here.
    used: u64,
    jobs: VecDeque<FallbackJob>,
    /// Somebody waits for memory to be given back.
    wants_back: bool,
    /// How often that was done, and how many bytes the last time.
    times_given_back: u64,
    bytes_given_back: u64,
    has_failed: bool,
    is_stopped: bool,
}

/// What the reserve thread does next.
enum Turn {
    Stop,
    Make(FallbackJob),
    /// A create waits for pages up to here.
    Urgent(u64),
    GiveBack,
    Ahead,
}

/// What the reserve thread reports to; called without any lock of its own held.
pub trait Reserver: Send + Sync {
    fn reserved(&self, limit: u64);
    fn failed(&self, reason: &io::Error);
    fn make_fallback(&self, job: FallbackJob);
    /// Takes what nobody uses at the end of the reserved part out of the store's and `populate`'s hands.
    fn take_back(&self) -> Option<Range<u64>>;
}

pub struct Populate {
    arena: Arc<Segment>,
    capacity: u64,
    state: Mutex<State>,
    changed: Condvar,
    /// Wakes the warm thread: `used` or `reserved` grew.
    grown: Condvar,
    /// Wakes who waits for memory to be given back.
    given_back: Condvar,
}

impl Populate {
    /// Reserves the first `first` bytes now, so that small objects find room at once.
    pub fn new(arena: Arc<Segment>, capacity: u64, first: u64) -> io::Result<Self> {
        let reserved = first.min(capacity).next_multiple_of(CHUNK);
        arena.reserve(0, reserved, &mut HugePages::default(), Effort::Least)?;
        let reserved = reserved.min(capacity);
        let state = State {
            reserved,
            reported: reserved,
            wanted: 0,
            used: 0,
            jobs: VecDeque::new(),
            wants_back: false,
            times_given_back: 0,
            bytes_given_back: 0,
            has_failed: false,
            is_stopped: false,
        };
        let (changed, grown, given_back) = (Condvar::new(), Condvar::new(), Condvar::new());
        Ok(Self { arena, capacity, state: Mutex::new(state), changed, grown, given_back })
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

    /// Objects have lain in the bytes up to `limit`. Called often: it is cheap when that is nothing new.
    pub fn used_up_to(&self, limit: u64) {
        let mut state = self.lock();
        if limit > state.used {
            state.used = limit;
            self.grown.notify_all();
        }
    }

    /// Has the reserve thread give back what is reserved and not used; waits for it. Gives the bytes.
    pub fn give_back(&self) -> u64 {
        let mut state = self.lock();
        let before = state.times_given_back;
        state.wants_back = true;
        self.changed.notify_all();
        while state.times_given_back == before && !state.is_stopped {
            state = self.given_back.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.times_given_back == before { 0 } else { state.bytes_given_back }
    }

    /// The store's limit falls to `limit`, if it may; gives what was reserved. To be called under the store's lock, so that
    /// no create comes to wait for pages meanwhile.
    pub fn lower(&self, limit: impl FnOnce() -> Option<u64>) -> Option<Range<u64>> {
        let mut state = self.lock();
        // A create waits for pages, or no more can be had once these are gone.
        if state.has_failed || state.wanted > state.reported {
            return None;
        }
        let limit = limit()?;
        let reserved = state.reserved;
        state.reserved = limit;
        state.reported = limit;
        state.wanted = 0;
        Some(limit..reserved)
    }

    pub fn add_job(&self, job: FallbackJob) {
        self.lock().jobs.push_back(job);
        self.changed.notify_all();
    }

    pub fn stop(&self) {
        self.lock().is_stopped = true;
        self.changed.notify_all();
        self.grown.notify_all();
        self.given_back.notify_all();
    }

    /// Body of the reserve thread.
    pub fn run_reserve(&self, reserver: &dyn Reserver) {
        let mut huge = HugePages::default();
        let mut next_check = 0;
        // Until then nothing is done ahead of need.
        let mut ahead_from = Instant::now();
        loop {
            match self.next_turn(ahead_from) {
                Turn::Stop => return,
                Turn::Make(job) => reserver.make_fallback(job),
                Turn::Urgent(target) => self.advance(target, &mut huge, Effort::Least, reserver),
                Turn::GiveBack => {
                    let bytes = reserver.take_back().map_or(0, |range| {
                        let bytes = range.end - range.start;
                        if self.arena.give_back(range).is_ok() { bytes } else { 0 }
                    });
                    let mut state = self.lock();
                    state.wants_back = false;
                    state.bytes_given_back = bytes;
                    state.times_given_back += 1;
                    drop(state);
                    self.given_back.notify_all();
                    ahead_from = Instant::now() + GIVEN_BACK_PAUSE;
                    next_check = 0;
                }
                Turn::Ahead => {
                    let reserved = self.reserved();
                    if reserved >= next_check {
                        let needed = MEMORY_CHECK_BYTES.min(self.capacity - reserved);
                        if spare_memory().is_some_and(|spare| spare < needed) {
                            ahead_from = Instant::now() + LOW_MEMORY_PAUSE;
                            continue;
                        }
                        next_check = reserved + MEMORY_CHECK_BYTES;
                    }
                    let began = Instant::now();
                    self.advance(reserved + STEP_BYTES, &mut huge, Effort::Full, reserver);
                    ahead_from = Instant::now() + began.elapsed();
                }
            }
        }
    }

    /// Waits until there is something to do.
    fn next_turn(&self, ahead_from: Instant) -> Turn {
        let mut state = self.lock();
        loop {
            if state.is_stopped {
                return Turn::Stop;
            }
            if let Some(job) = state.jobs.pop_front() {
                return Turn::Make(job);
            }
            if state.wanted > state.reported && !state.has_failed {
                return Turn::Urgent(state.wanted);
            }
            if state.wants_back {
                return Turn::GiveBack;
            }
            let is_over = state.has_failed || state.reserved >= self.capacity;
            let wait = ahead_from.saturating_duration_since(Instant::now());
            if !is_over && wait.is_zero() {
                return Turn::Ahead;
            }
            state = if is_over {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            } else {
                self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
            };
        }
    }

    /// Body of the warm thread.
    pub fn run_warm(&self) {
        // Where that is not permitted it is only less polite.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), WARM_NICENESS);
        let mut warmed = 0;
        while self.arena.needs_warming() && warmed < self.capacity {
            let end = {
                let mut state = self.lock();
                loop {
                    if state.is_stopped {
                        return;
                    }
                    // Whoever uses a page warms it: what is used already is passed over.
                    warmed = warmed.max(state.used / CHUNK * CHUNK);
                    let target = state.reserved.min(state.used + WARM_AHEAD_BYTES);
                    if warmed < target {
                        break target.min(warmed + CHUNK);
                    }
                    state = self.grown.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            };
            self.arena.warm(warmed, end - warmed);
            warmed = end;
        }
    }

    /// Reserves up to `target`, step by step, and reports.
    fn advance(&self, target: u64, huge: &mut HugePages, effort: Effort, reserver: &dyn Reserver) {
        let target = target.min(self.capacity);
        loop {
            let at = {
                let state = self.lock();
                if state.reserved >= target || state.is_stopped {
                    break;
                }
                state.reserved
            };
            // The reserved part ends at a chunk's end, or is all there is.
            let len = (target - at).next_multiple_of(CHUNK).min(STEP_BYTES);
            if let Err(error) = self.arena.reserve(at, len, huge, effort) {
                self.lock().has_failed = true;
                self.report(true, reserver);
                return reserver.failed(&error);
            }
            self.lock().reserved = (at + len).min(self.capacity);
            self.grown.notify_all();
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
