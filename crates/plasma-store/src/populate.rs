//! Reserving the arena's pages and making fallback files, off the socket's thread.
//!
//! Reserving gives pages to the file: only what is reserved is ever handed out, so nobody gets SIGBUS. It goes from the
//! arena's start to its end, step by step. When a create waits, the *reserve* thread goes as far as that create needs at
//! once. The *ahead* thread, of the lowest priority, goes some way beyond what objects have used so far, so that a first put
//! has little to wait for; it pauses while little memory is left (memory reserved ahead of need is memory taken from
//! others). Then it makes huge pages of the small ones that were quicker to have (huge_pages.rs) and that objects have used,
//! while there is time (leisure.rs): a copy to or from them runs three times as fast. What is reserved and nobody uses the
//! reserve thread gives back when asked to, and nothing is done ahead of need for a while. It also makes the fallback
//! files.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::huge_pages::HugePages;
use crate::leisure::{Leisure, Reading, idle_time, processors};
use crate::memory::spare_memory;
use crate::segment::{CHUNK, Effort, Segment};

/// What is reserved in one go while a create waits: each go has a fixed cost.
const STEP_BYTES: u64 = 16 << 20;
/// And ahead of need: little, for a create that comes to wait meanwhile waits for a thread of the lowest priority.
const AHEAD_STEP_BYTES: u64 = 4 << 20;
/// Beyond what creates wait for: the raylet's own small objects cannot wait, and the ahead thread may come late.
const SPARE_BYTES: u64 = 8 << 20;
/// Progress is reported to the store in steps of this many bytes.
const REPORT_BYTES: u64 = 64 << 20;
/// How often the memory left is looked at while working ahead.
const MEMORY_CHECK_BYTES: u64 = 64 << 20;
const LOW_MEMORY_PAUSE: Duration = Duration::from_secs(5);
/// After memory was given back it was short: whoever needs it has time to take it.
const GIVEN_BACK_PAUSE: Duration = Duration::from_secs(60);
/// How far ahead of what objects have used pages are reserved.
const AHEAD_BYTES: u64 = 2 << 30;
/// The lowest. Not SCHED_IDLE: on older kernels a touch holds a lock that the process's other threads may need.
const AHEAD_NICENESS: i32 = 19;

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
    /// Bytes of the objects that were ever put.
    put: u64,
    jobs: VecDeque<FallbackJob>,
    /// Somebody waits for memory to be given back.
    wants_back: bool,
    /// How often that was done, and how many bytes the last time.
    times_given_back: u64,
    bytes_given_back: u64,
    /// Until then nothing is done ahead of need.
    ahead_from: Instant,
    has_failed: bool,
    is_stopped: bool,
}

impl State {
    fn is_create_waiting(&self) -> bool {
        self.wanted > self.reported && !self.has_failed
    }
}

/// What the reserve thread does next.
enum Turn {
    Stop,
    Make(FallbackJob),
    /// A create waits for pages up to here.
    Urgent(u64),
    GiveBack,
}

/// What the ahead thread does next.
enum Ahead {
    /// Pages up to `target`; those up to `reserved` are there.
    Reserve { reserved: u64, target: u64 },
    /// Small pages that become huge ones.
    MakeHuge { chunk: u64 },
}

#[derive(Default)]
struct Pages {
    huge: HugePages,
    /// Chunks, by offset, that have small pages and may be made huge.
    small: BTreeSet<u64>,
}

impl Pages {
    fn reserve(&mut self, arena: &Segment, offset: u64, len: u64, effort: Effort) -> io::Result<()> {
        if !arena.reserve(offset, len, &mut self.huge, effort)? {
            self.small.extend((offset..offset + len / CHUNK * CHUNK).step_by(CHUNK as usize));
        }
        Ok(())
    }
}

/// What the reserve thread reports to; called without the lock of `state`, which it takes.
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
    /// Held for each step, while the store is told of it, and while pages are taken out of the file. Before the store's lock,
    /// and that before `state`.
    pages: Mutex<Pages>,
    state: Mutex<State>,
    /// Wakes the reserve thread.
    changed: Condvar,
    /// Wakes the ahead thread: there is more to do for it, or it may go on.
    ahead: Condvar,
    /// Wakes who waits for memory to be given back.
    given_back: Condvar,
}

impl Populate {
    /// Reserves the first `first` bytes now, so that small objects find room at once.
    pub fn new(arena: Arc<Segment>, capacity: u64, first: u64) -> io::Result<Self> {
        let reserved = first.min(capacity).next_multiple_of(CHUNK);
        let mut pages = Pages::default();
        pages.reserve(&arena, 0, reserved, Effort::Least)?;
        let reserved = reserved.min(capacity);
        let state = State {
            reserved,
            reported: reserved,
            wanted: 0,
            used: 0,
            put: 0,
            jobs: VecDeque::new(),
            wants_back: false,
            times_given_back: 0,
            bytes_given_back: 0,
            ahead_from: Instant::now(),
            has_failed: false,
            is_stopped: false,
        };
        let (changed, ahead, given_back) = (Condvar::new(), Condvar::new(), Condvar::new());
        Ok(Self { arena, capacity, pages: Mutex::new(pages), state: Mutex::new(state), changed, ahead, given_back })
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

    /// Objects of `put` bytes in all have lain in the bytes up to `limit`. Called often: it is cheap when that is nothing new.
    pub fn used_up_to(&self, limit: u64, put: u64) {
        let mut state = self.lock();
        state.put = put;
        if limit > state.used {
            state.used = limit;
            self.ahead.notify_all();
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
        self.ahead.notify_all();
        self.given_back.notify_all();
    }

    /// Body of the reserve thread.
    pub fn run_reserve(&self, reserver: &dyn Reserver) {
        loop {
            match self.next_turn() {
                Turn::Stop => return,
                Turn::Make(job) => reserver.make_fallback(job),
                Turn::Urgent(target) => {
                    while self.step(target + SPARE_BYTES, STEP_BYTES, Effort::Least, reserver) {}
                    self.report(false, reserver);
                    self.ahead.notify_all();
                }
                Turn::GiveBack => {
                    let bytes = self.take_out_pages(reserver);
                    let mut state = self.lock();
                    state.wants_back = false;
                    state.bytes_given_back = bytes;
                    state.times_given_back += 1;
                    state.ahead_from = Instant::now() + GIVEN_BACK_PAUSE;
                    drop(state);
                    self.given_back.notify_all();
                }
            }
        }
    }

    /// Waits until there is something to do.
    fn next_turn(&self) -> Turn {
        let mut state = self.lock();
        loop {
            if state.is_stopped {
                return Turn::Stop;
            }
            if let Some(job) = state.jobs.pop_front() {
                return Turn::Make(job);
            }
            if state.is_create_waiting() {
                return Turn::Urgent(state.wanted);
            }
            if state.wants_back {
                return Turn::GiveBack;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Gives what nobody uses back to the machine; how many bytes.
    fn take_out_pages(&self, reserver: &dyn Reserver) -> u64 {
        let mut pages = self.lock_pages();
        reserver.take_back().map_or(0, |range| {
            let bytes = range.end - range.start;
            let _ = pages.small.split_off(&range.start);
            if self.arena.give_back(range).is_ok() { bytes } else { 0 }
        })
    }

    /// Body of the ahead thread.
    pub fn run_ahead(&self, reserver: &dyn Reserver) {
        // Where that is not permitted it is only less polite.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), AHEAD_NICENESS);
        let mut checked = 0..0;
        let mut huge_from = Instant::now();
        let mut leisure = Leisure::new(processors());
        while let Some(next) = self.next_ahead(huge_from) {
            match next {
                Ahead::Reserve { reserved, target } => {
                    if !checked.contains(&reserved) {
                        let needed = MEMORY_CHECK_BYTES.min(self.capacity - reserved);
                        if spare_memory().is_some_and(|spare| spare < needed) {
                            self.lock().ahead_from = Instant::now() + LOW_MEMORY_PAUSE;
                            continue;
                        }
                        checked = reserved..reserved + MEMORY_CHECK_BYTES;
                    }
                    self.step(target, AHEAD_STEP_BYTES, Effort::Full, reserver);
                    self.report(false, reserver);
                }
                Ahead::MakeHuge { chunk } => {
                    let began = Instant::now();
                    let reading = |idle| Reading { idle, put: self.lock().put };
                    if let Some(Err(later)) = idle_time().map(|idle| leisure.may_work(began, reading(idle))) {
                        huge_from = later;
                        continue;
                    }
                    let mut pages = self.lock_pages();
                    // It may have been given back meanwhile.
                    if pages.small.remove(&chunk) {
                        // It stays as it is where that fails.
                        self.arena.make_huge(chunk, CHUNK);
                    }
                    drop(pages);
                    // It costs others something too: each processor is interrupted, and a host that brings back memory
                    // holds up the whole machine.
                    huge_from = Instant::now() + began.elapsed();
                }
            }
        }
    }

    /// Waits until there is something to do ahead of need, before `huge_from` no huge pages. None: it is over.
    fn next_ahead(&self, huge_from: Instant) -> Option<Ahead> {
        loop {
            let first_small = self.lock_pages().small.first().copied();
            let state = self.lock();
            if state.is_stopped {
                return None;
            }
            let target = self.capacity.min(state.used + AHEAD_BYTES);
            let is_reserving = !state.has_failed && state.reserved < target;
            let reserve = is_reserving.then_some(Ahead::Reserve { reserved: state.reserved, target });
            let small = first_small.filter(|chunk| *chunk < state.used);
            let from = if reserve.is_some() { state.ahead_from } else { state.ahead_from.max(huge_from) };
            let next = reserve.or(small.map(|chunk| Ahead::MakeHuge { chunk }));
            let wait = from.saturating_duration_since(Instant::now());
            match next.filter(|_| !state.is_create_waiting()) {
                Some(next) if wait.is_zero() => return Some(next),
                Some(_) => drop(self.ahead.wait_timeout(state, wait)),
                None => drop(self.ahead.wait(state)),
            }
        }
    }

    /// Reserves the next `bytes` on the way to `target` (the reserved part ends at a chunk's end, or is all there is);
    /// false when that is reached or nothing more can be had.
    fn step(&self, target: u64, bytes: u64, effort: Effort, reserver: &dyn Reserver) -> bool {
        let target = target.min(self.capacity);
        let mut pages = self.lock_pages();
        let at = {
            let state = self.lock();
            if state.reserved >= target || state.is_stopped || state.has_failed {
                return false;
            }
            state.reserved
        };
        let len = (target - at).next_multiple_of(CHUNK).min(bytes);
        let outcome = pages.reserve(&self.arena, at, len, effort);
        let mut state = self.lock();
        match outcome {
            Ok(()) => {
                state.reserved = (at + len).min(self.capacity);
                true
            }
            Err(error) => {
                state.has_failed = true;
                drop((state, pages));
                self.report(true, reserver);
                reserver.failed(&error);
                false
            }
        }
    }

    fn report(&self, always: bool, reserver: &dyn Reserver) {
        // Or pages might be given back just before the store hears that they are there.
        let _pages = self.lock_pages();
        let mut state = self.lock();
        let (reserved, reported) = (state.reserved, state.reported);
        let is_due = reserved >= reported + REPORT_BYTES || reserved >= self.capacity || state.wanted > reported;
        if reserved > reported && (always || is_due) {
            state.reported = reserved;
            drop(state);
            reserver.reserved(reserved);
        }
    }

    fn lock_pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is a single assignment: it is whole even if a holder panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "populate_tests.rs"]
mod populate_tests;
