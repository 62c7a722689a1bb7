//! The thread that starts and reaps, and the table of running processes.
//!
//! One thread for the life of our process does both: the kernel delivers "parent death" when the forking THREAD ends,
//! and starts and exits reported from one place keep their order. It sleeps in poll() on the pidfds.
//!
//! Invariant: a process is in the table from before `spawned` is reported until it is reaped, and reaping and removal
//! happen under the table's lock. So whoever holds the lock and finds a pid there may signal it, or the group it leads:
//! neither number can belong to anybody else.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::Errno;
use rustix::process::{
    PidfdFlags, Signal, WaitId, WaitIdOptions, WaitIdStatus, kill_process_group, pidfd_open, pidfd_send_signal, waitid,
};

use crate::child::{SpawnSpec, rustix_pid, start};
use crate::family::{adopt_orphans, descendants, kill_descendants};

/// How often orphans that ended are looked for: they cost a process number each until then.
const ORPHAN_ROUND: Timespec = Timespec { tv_sec: 0, tv_nsec: 500_000_000 };

/// How a process ended; exactly one of the two is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    pub pid: u32,
    pub code: Option<i32>,
    pub signal: Option<i32>,
}

/// Who is told; on the spawner's thread, in order, and must return at once.
pub trait ProcessSink: Send + Sync + 'static {
    /// `channel`: our end, for `Input::Channel`.
    fn spawned(&self, id: u32, pid: u32, channel: Option<OwnedFd>);
    fn failed(&self, id: u32, error: &io::Error, program: &str);
    /// Once per started process, after its `spawned`.
    fn exited(&self, exit: Exit);
}

/// Starts processes for one owner. Dropping it is `close`.
pub struct Spawner {
    owner: Arc<Owner>,
    reaper: &'static Reaper,
}

struct Owner {
    sink: Box<dyn ProcessSink>,
    closed: AtomicBool,
}

struct Running {
    owner: Arc<Owner>,
    pidfd: Arc<OwnedFd>,
    /// Our end of the lifeline: dropped with the entry.
    lifeline: Option<OwnedFd>,
    leads_group: bool,
    kill_group_on_exit: bool,
}

struct Order {
    owner: Arc<Owner>,
    id: u32,
    spec: SpawnSpec,
}

/// The process-wide thread and its table.
struct Reaper {
    running: Mutex<HashMap<u32, Running>>,
    orders: Mutex<VecDeque<Order>>,
    wake: OwnedFd,
    /// We are a sub-reaper: children come that nobody here started.
    adopts: AtomicBool,
}

impl Spawner {
    pub fn new(sink: impl ProcessSink) -> io::Result<Self> {
        Ok(Self { owner: Arc::new(Owner { sink: Box::new(sink), closed: AtomicBool::new(false) }), reaper: reaper()? })
    }

    /// Orders a start; its outcome is reported under `id`.
    pub fn spawn(&self, id: u32, spec: SpawnSpec) {
        lock(&self.reaper.orders).push_back(Order { owner: self.owner.clone(), id, spec });
        self.reaper.wake();
    }

    /// Takes in a process that a child of ours made a child of ours (clone with `CLONE_PARENT`) and that leads its own
    /// group: from now on it is like one started here with `kill_group_on_exit`. It may have exited already.
    pub fn adopt(&self, pid: u32) -> io::Result<()> {
        let mut running = lock(&self.reaper.running);
        if running.contains_key(&pid) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("process {pid} is watched already")));
        }
        // Children are reaped under the lock and only if they are in the table: the number is this process's.
        let pidfd = pidfd_open(rustix_pid(pid), PidfdFlags::empty())?;
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        waitid(WaitId::PidFd(pidfd.as_fd()), look).map_err(|error| {
            io::Error::new(io::Error::from(error).kind(), format!("process {pid} is no child of ours"))
        })?;
        let pidfd = Arc::new(pidfd);
        let process =
            Running { owner: self.owner.clone(), pidfd, lifeline: None, leads_group: true, kill_group_on_exit: true };
        running.insert(pid, process);
        drop(running);
        self.reaper.wake();
        Ok(())
    }

    /// Signals a process of ours; false when it has exited or was never ours.
    pub fn kill(&self, pid: u32, signal: i32) -> bool {
        let (running, Some(signal)) = (lock(&self.reaper.running), Signal::from_named_raw(signal)) else {
            return false;
        };
        self.own(&running, pid).is_some_and(|process| pidfd_send_signal(&*process.pidfd, signal).is_ok())
    }

    /// Signals the group that a process of ours leads; false when the leader has exited or leads none.
    pub fn kill_group(&self, pid: u32, signal: i32) -> bool {
        let (running, Some(signal)) = (lock(&self.reaper.running), Signal::from_named_raw(signal)) else {
            return false;
        };
        self.own(&running, pid).is_some_and(|process| process.leads_group)
            && kill_process_group(rustix_pid(pid), signal).is_ok()
    }

    /// Processes of ours that have not been reaped.
    pub fn running(&self) -> usize {
        lock(&self.reaper.running).values().filter(|process| Arc::ptr_eq(&process.owner, &self.owner)).count()
    }

    /// Makes our process a sub-reaper: who loses its parent below us becomes our child, and is reaped when it ends. From
    /// then on whoever else starts children in this process must leave their reaping to this crate too.
    pub fn adopt_orphans(&self) -> io::Result<()> {
        adopt_orphans()?;
        self.reaper.adopts.store(true, Ordering::Release);
        self.reaper.wake();
        Ok(())
    }

    /// Sends SIGKILL to everything below our process, whoever started it; returns how many processes were left. Only of
    /// a sub-reaper is it everything. Call it until it returns 0.
    pub fn kill_descendants(&self) -> io::Result<usize> {
        kill_descendants()
    }

    /// Ends reports and lifelines; running processes go on and are still reaped. Orders not begun are dropped.
    pub fn close(&self) {
        self.owner.closed.store(true, Ordering::Release);
        lock(&self.reaper.orders).retain(|order| !Arc::ptr_eq(&order.owner, &self.owner));
        let mut running = lock(&self.reaper.running);
        for process in running.values_mut().filter(|process| Arc::ptr_eq(&process.owner, &self.owner)) {
            process.lifeline = None;
        }
    }

    fn own<'a>(&self, running: &'a HashMap<u32, Running>, pid: u32) -> Option<&'a Running> {
        running.get(&pid).filter(|process| Arc::ptr_eq(&process.owner, &self.owner))
    }
}

impl Drop for Spawner {
    fn drop(&mut self) {
        self.close();
    }
}

impl Owner {
    fn tell(&self, what: impl FnOnce(&dyn ProcessSink)) {
        if !self.closed.load(Ordering::Acquire) {
            what(&*self.sink);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reaper() -> io::Result<&'static Reaper> {
    static REAPER: OnceLock<Result<Arc<Reaper>, String>> = OnceLock::new();
    let started = REAPER.get_or_init(|| Reaper::start().map_err(|error| error.to_string()));
    started.as_deref().map_err(|text| io::Error::other(text.clone()))
}

impl Reaper {
    fn start() -> io::Result<Arc<Self>> {
        let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let reaper = Arc::new(Self {
            running: Mutex::default(),
            orders: Mutex::default(),
            wake,
            adopts: AtomicBool::new(false),
        });
        let worker = reaper.clone();
        std::thread::Builder::new().name("narcine-process".into()).spawn(move || worker.run())?;
        Ok(reaper)
    }

    fn wake(&self) {
        // Full means that a wake-up is already there.
        let _ = rustix::io::write(&self.wake, &1u64.to_ne_bytes());
    }

    fn run(&self) {
        loop {
            let watched: Vec<(u32, Arc<OwnedFd>)> =
                lock(&self.running).iter().map(|(&pid, process)| (pid, process.pidfd.clone())).collect();
            for pid in self.wait(&watched) {
                self.reap(pid);
            }
            if self.adopts.load(Ordering::Acquire) {
                self.reap_orphans();
            }
            // One at a time, so that a burst of starts does not hold back the exits.
            let order = lock(&self.orders).pop_front();
            if let Some(order) = order {
                self.begin(order);
                self.wake();
            }
        }
    }

    /// Sleeps until there is work and returns the pids that have exited.
    fn wait(&self, watched: &[(u32, Arc<OwnedFd>)]) -> Vec<u32> {
        let fds = std::iter::once(self.wake.as_fd()).chain(watched.iter().map(|(_, pidfd)| pidfd.as_fd()));
        let mut fds: Vec<PollFd<'_>> =
            fds.map(|fd: BorrowedFd<'_>| PollFd::from_borrowed_fd(fd, PollFlags::IN)).collect();
        let round = self.adopts.load(Ordering::Acquire).then_some(&ORPHAN_ROUND);
        match poll(&mut fds, round) {
            Ok(_) => {}
            Err(Errno::INTR) => return Vec::new(),
            Err(_) => {
                // Out of kernel memory: nothing to do but to try again, slowly.
                std::thread::sleep(Duration::from_millis(100));
                return Vec::new();
            }
        }
        let mut counter = [0; 8];
        let _ = rustix::io::read(&self.wake, &mut counter);
        let exited = watched.iter().zip(&fds[1..]).filter(|(_, fd)| !fd.revents().is_empty());
        exited.map(|((pid, _), _)| *pid).collect()
    }

    fn begin(&self, Order { owner, id, spec }: Order) {
        if owner.closed.load(Ordering::Acquire) {
            return;
        }
        match start(&spec) {
            Ok(started) => {
                let process = Running {
                    owner: owner.clone(),
                    pidfd: Arc::new(started.pidfd),
                    lifeline: started.lifeline,
                    leads_group: spec.own_process_group,
                    kill_group_on_exit: spec.own_process_group && spec.kill_group_on_exit,
                };
                lock(&self.running).insert(started.pid, process);
                owner.tell(|sink| sink.spawned(id, started.pid, started.channel));
            }
            Err(error) => {
                let program = spec.argv.first().map(|program| program.to_string_lossy()).unwrap_or_default();
                owner.tell(|sink| sink.failed(id, &error, &program));
            }
        }
    }

    /// On this thread no start is half done, so a child that is not in the table was not started here.
    fn reap_orphans(&self) {
        let own = std::process::id();
        for orphan in descendants().unwrap_or_default() {
            if orphan.parent == own && orphan.ended && !lock(&self.running).contains_key(&orphan.pid) {
                let _ = waitid(WaitId::Pid(rustix_pid(orphan.pid)), WaitIdOptions::EXITED | WaitIdOptions::NOHANG);
            }
        }
    }

    fn reap(&self, pid: u32) {
        let mut running = lock(&self.running);
        let Some(process) = running.get(&pid) else { return };
        let wait = |options| waitid(WaitId::PidFd(process.pidfd.as_fd()), options | WaitIdOptions::NOHANG);
        if process.kill_group_on_exit && matches!(wait(WaitIdOptions::EXITED | WaitIdOptions::NOWAIT), Ok(Some(_))) {
            // While the leader is a zombie its number, and so the group's, is taken.
            let _ = kill_process_group(rustix_pid(pid), Signal::KILL);
        }
        let exit = match wait(WaitIdOptions::EXITED) {
            Ok(Some(status)) => exit_of(pid, &status),
            Ok(None) => return,
            // Reaped by somebody else against all rules: the process is gone, its status unknown.
            Err(_) => Exit { pid, code: Some(-1), signal: None },
        };
        let owner = running.remove(&pid).map(|process| process.owner);
        drop(running);
        if let Some(owner) = owner {
            owner.tell(|sink| sink.exited(exit));
        }
    }
}

fn exit_of(pid: u32, status: &WaitIdStatus) -> Exit {
    match status.terminating_signal() {
        Some(signal) => Exit { pid, code: None, signal: Some(signal) },
        None => Exit { pid, code: Some(status.exit_status().unwrap_or(-1)), signal: None },
    }
}
