//! The transport on a thread of the test's that polls for it, as an event loop does.
#![allow(clippy::unwrap_used)]

mod common;

use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use common::{ECHO, Event, Fixture, HOLD, PATIENCE, call, until, wait};
use narcine_rpc::{Code, drive_here};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Drives until the process ends, and counts.
fn drive(ready: Sender<()>, turns: Arc<AtomicU64>) {
    let driven = drive_here().unwrap().unwrap();
    ready.send(()).unwrap();
    loop {
        let now = Instant::now();
        let left = driven.deadline().map_or(Duration::from_secs(5), |due| due.saturating_duration_since(now));
        // SAFETY: the descriptor is open as long as `driven` lives.
        let fd = unsafe { BorrowedFd::borrow_raw(driven.poll_fd()) };
        let _ = poll(&mut [PollFd::new(&fd, PollFlags::IN)], Some(&Timespec::try_from(left).unwrap()));
        turns.fetch_add(1, Ordering::Relaxed);
        driven.turn();
    }
}

/// One test: a process has one thread for control calls.
#[test]
fn calls_run_on_a_borrowed_loop() {
    let turns = Arc::<AtomicU64>::default();
    let (ready, is_ready) = channel();
    let counted = turns.clone();
    std::thread::spawn(move || drive(ready, counted));
    is_ready.recv_timeout(PATIENCE).unwrap();
    assert!(drive_here().unwrap().is_none(), "there is one already");

    let f = Fixture::new(None);
    for size in [0, 1, 300, 65_536, 9_000_001, 70 << 20] {
        let body: Vec<u8> = (0..size).map(|i: usize| (i / 7) as u8).collect();
        assert!(f.call(ECHO, &body).unwrap() == body, "{size} bytes");
    }
    // Many at once, from several threads.
    std::thread::scope(|scope| {
        for thread in 0..4u8 {
            let (client, address) = (f.client.clone(), f.address.clone());
            scope.spawn(move || {
                let calls: Vec<_> =
                    (0..2_000u32).map(|i| call(&client, &address, ECHO, &[thread, i as u8], None)).collect();
                for (i, answer) in calls.into_iter().enumerate() {
                    assert_eq!(wait(answer).unwrap(), [thread, i as u8][..]);
                }
            });
        }
    });
    // Its clock: a limit ends a call that nobody answers, neither early nor much too late.
    let start = Instant::now();
    let late = wait(call(&f.client, &f.address, HOLD, b"x", Some(Duration::from_millis(300))));
    assert_eq!(late.unwrap_err().code, Code::DeadlineExceeded);
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert!(matches!(f.event(), Event::Held(..)));
    assert!(matches!(f.event(), Event::Cancelled(..)));
    // Nothing to do: it sleeps.
    until("idle turns", || {
        let before = turns.load(Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(500));
        turns.load(Ordering::Relaxed) - before < 5
    });
    f.close();
}
