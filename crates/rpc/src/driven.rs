//! The transport on somebody else's event loop.
//!
//! A call that is answered by JavaScript would cross threads twice, and each crossing wakes a sleeping thread: 5 to 20 us
//! for the one who wakes, as much until the other runs, and worse where cores are virtual. So the loop's own thread does
//! the IO. tokio is its reactor and clock only: its epoll descriptor becomes readable when there is something to do, the
//! loop then calls `turn`, and our tasks run from a queue of our own (async-task), because tokio does not tell when its
//! own is empty, and a turn must neither block nor leave a task behind.
//!
//! Where a user's code runs on the loop it may keep it for minutes, and peers that get no answer to their pings hang up
//! meanwhile. There `stand_in` has a thread that takes turns while the loop does not.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::marker::PhantomData;
use std::os::fd::{AsRawFd, RawFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use async_task::Runnable;
use tokio::net::UnixStream;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::coop;

use crate::clock;

/// A turn that still has work after so long lets the loop's other business go first.
const TURN: Duration = Duration::from_millis(5);
/// The one who stands in looks so often whether the loop has turned, and as often as this while it has not and there is work.
const STAND_IN: Duration = Duration::from_secs(1);
const STAND_IN_AT_WORK: Duration = Duration::from_millis(20);

thread_local! {
    /// Set on the thread that drives.
    static HERE: RefCell<Option<Arc<Queue>>> = const { RefCell::new(None) };
}

/// Tasks that are ready to run on the driven thread.
pub(crate) struct Queue {
    ready: Mutex<VecDeque<Runnable>>,
    /// Makes the epoll descriptor readable. Set by the first turn.
    bell: OnceLock<Waker>,
    /// A turn is under way or about to begin: nobody has to ring.
    rung: AtomicBool,
}

impl Queue {
    pub fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let queue = self.clone();
        let (runnable, task) = async_task::spawn(task, move |runnable| queue.push(runnable));
        task.detach();
        runnable.schedule();
    }

    fn push(&self, runnable: Runnable) {
        self.ready().push_back(runnable);
        self.ring();
    }

    fn ring(&self) {
        let bell = self.bell.get().filter(|_| !self.rung.swap(true, Ordering::AcqRel));
        bell.iter().for_each(|bell| bell.wake_by_ref());
    }

    fn ready(&self) -> MutexGuard<'_, VecDeque<Runnable>> {
        // Nothing that can panic runs while it is locked.
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_empty(&self) -> bool {
        self.ready().is_empty()
    }

    fn next(&self) -> Option<Runnable> {
        self.ready().pop_front()
    }
}

/// Starts a task on the queue of the calling thread; gives it back where there is none.
pub(crate) fn spawn_here<T: Future<Output = ()> + Send + 'static>(task: T) -> Result<(), T> {
    HERE.with_borrow(|here| match here {
        Some(queue) => {
            queue.spawn(task);
            Ok(())
        }
        None => Err(task),
    })
}

/// Belongs to the thread that made it.
pub struct Driven {
    driving: Arc<Driving>,
    not_send: PhantomData<*const ()>,
}

struct Driving {
    runtime: Runtime,
    queue: Arc<Queue>,
    notes: Arc<Mutex<clock::Notes>>,
    epoll: RawFd,
    /// Held for a turn.
    turning: Mutex<()>,
    /// How often the loop's own thread was here.
    visits: AtomicU64,
}

impl Driven {
    pub(crate) fn new() -> io::Result<(Self, Arc<Queue>)> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let epoll = epoll_of(&runtime)?;
        let queue = Arc::new(Queue { ready: Mutex::default(), bell: OnceLock::new(), rung: AtomicBool::new(false) });
        let (notes, turning, visits) = (Arc::default(), Mutex::default(), AtomicU64::new(0));
        let driving = Arc::new(Driving { runtime, queue: queue.clone(), notes, epoll, turning, visits });
        driving.settle_here();
        driving.turn();
        Ok((Self { driving, not_send: PhantomData }, queue))
    }

    pub(crate) fn reactor(&self) -> Handle {
        self.driving.runtime.handle().clone()
    }

    /// Readable when a turn is due. Open as long as this lives.
    pub fn poll_fd(&self) -> RawFd {
        self.driving.epoll
    }

    /// When a turn is due although nothing became readable.
    pub fn deadline(&self) -> Option<Instant> {
        clock::lock(&self.driving.notes).next()
    }

    /// Does what there is to do, without waiting. Not from within a task.
    pub fn turn(&self) {
        self.driving.visits.fetch_add(1, Ordering::Relaxed);
        self.driving.turn();
    }

    /// `work`, and what it makes ready, with no wake-up in between; sockets and the clock are not looked at. Not from
    /// within a task.
    pub fn run_after(&self, work: impl FnOnce()) {
        self.driving.visits.fetch_add(1, Ordering::Relaxed);
        self.driving.queue.rung.store(true, Ordering::Release);
        work();
        self.driving.run_from(Instant::now(), true);
    }

    /// Starts the thread that takes turns while this one does not come. Sinks are called on either, never on both at once.
    pub fn stand_in(&self) -> io::Result<()> {
        let driving = self.driving.clone();
        let thread = std::thread::Builder::new().name("narcine-stand-in".into());
        thread.spawn(move || driving.stand_in()).map(drop)
    }
}

impl Driving {
    /// Tasks that are started, and timers that are made on this thread, are ours.
    fn settle_here(&self) {
        HERE.set(Some(self.queue.clone()));
        clock::keep(self.notes.clone());
    }

    fn stand_in(&self) {
        self.settle_here();
        let (mut seen, mut has_run, mut pause) = (0, false, STAND_IN);
        loop {
            std::thread::sleep(pause);
            pause = STAND_IN;
            let visits = self.visits.load(Ordering::Relaxed);
            if visits != seen {
                (seen, has_run) = (visits, false);
                continue;
            }
            // A loop that has nothing to do does not come either; a look costs it nothing.
            if self.turn() {
                (has_run, pause) = (true, STAND_IN_AT_WORK);
            }
            // It may have left timers, which the loop learns of by a turn of its own.
            if has_run {
                self.queue.ring();
            }
        }
    }

    /// Whether there was anything to do.
    fn turn(&self) -> bool {
        let start = Instant::now();
        let has_run = self.run_from(start, false);
        clock::lock(&self.notes).forget_until(start);
        has_run
    }

    fn run_from(&self, start: Instant, mut has_looked: bool) -> bool {
        // What it guards is whole after a panic: tasks catch theirs.
        let _turning = self.turning.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = &self.queue;
        let mut has_run = false;
        queue.rung.store(true, Ordering::Release);
        self.runtime.block_on(poll_fn(|context| {
            queue.bell.get_or_init(|| context.waker().clone());
            // tokio holds nothing back here: a good moment to stop.
            if has_looked && start.elapsed() > TURN && !queue.is_empty() {
                return Poll::Ready(());
            }
            has_run |= !queue.is_empty();
            if run(queue) && has_looked {
                return Poll::Ready(());
            }
            has_looked = true;
            look_at_the_reactor(context)
        }));
        queue.rung.store(false, Ordering::Release);
        // Left over, or pushed by another thread that relied on this turn.
        if !queue.is_empty() {
            queue.ring();
        }
        has_run
    }
}

/// Runs what is ready. False when tasks have used up the share of IO that tokio gives them between two looks at the
/// reactor: it holds them back until then.
fn run(queue: &Queue) -> bool {
    while coop::has_budget_remaining() {
        match queue.next() {
            // A panic ends the task, as it does with tokio; its text has been printed.
            Some(runnable) => drop(catch_unwind(AssertUnwindSafe(|| runnable.run()))),
            None => return coop::has_budget_remaining(),
        }
    }
    false
}

/// tokio polls its reactor, without waiting, before it comes back to a future that yields.
fn look_at_the_reactor(context: &mut Context<'_>) -> Poll<()> {
    pin!(tokio::task::yield_now()).poll(context)
}

/// tokio keeps its epoll descriptor to itself, and the kernel says which one has a socket of ours (proc(5), fdinfo).
fn epoll_of(runtime: &Runtime) -> io::Result<RawFd> {
    let _inside = runtime.enter();
    let (ours, _other) = UnixStream::pair()?;
    let wanted = ours.as_raw_fd().to_string();
    for entry in std::fs::read_dir("/proc/self/fdinfo")? {
        let entry = entry?;
        // One that another thread has closed meanwhile is not ours.
        let Ok(facts) = std::fs::read_to_string(entry.path()) else { continue };
        let mut watched = facts.lines().filter_map(|line| line.strip_prefix("tfd:"));
        if watched.any(|fact| fact.split_whitespace().next() == Some(&wanted)) {
            return entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
                .ok_or(io::ErrorKind::InvalidData.into());
        }
    }
    Err(io::Error::new(io::ErrorKind::NotFound, "tokio's epoll descriptor is not in /proc/self/fdinfo"))
}
