//! The transport on a thread of the test's that polls for it, as an event loop does.
#![allow(clippy::unwrap_used)]

mod common;

use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use common::{ECHO, Event, Fixture, HOLD, PATIENCE, call, until, wait};
use narcine_rpc::{Code, drive_here};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// How long the loop stays away when it is sent away.
const AWAY: Duration = Duration::from_secs(8);

/// Drives until the process ends, and counts. Stays away once when told to.
fn drive(ready: Sender<()>, turns: Arc<AtomicU64>, is_sent_away: Arc<AtomicBool>) {
    let driven = drive_here().unwrap().unwrap();
    driven.stand_in().unwrap();
    ready.send(()).unwrap();
    loop {
        let now = Instant::now();
        let left = driven.deadline().map_or(Duration::from_secs(5), |due| due.saturating_duration_since(now));
        // SAFETY: the descriptor is open as long as `driven` lives.
        let fd = unsafe { BorrowedFd::borrow_raw(driven.poll_fd()) };
        let _ = poll(&mut [PollFd::new(&fd, PollFlags::IN)], Some(&Timespec::try_from(left).unwrap()));
        if is_sent_away.load(Ordering::Relaxed) {
            std::thread::sleep(AWAY);
            is_sent_away.store(false, Ordering::Relaxed);
        }
        turns.fetch_add(1, Ordering::Relaxed);
        driven.turn();
    }
}

/// One test: a process has one thread for control calls.
#[test]
fn calls_run_on_a_borrowed_loop() {
    let turns = Arc::<AtomicU64>::default();
    let (ready, is_ready) = channel();
    let is_sent_away = Arc::<AtomicBool>::default();
    let (counted, away) = (turns.clone(), is_sent_away.clone());
    std::thread::spawn(move || drive(ready, counted, away));
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
    // The loop is busy elsewhere: somebody stands in, and the loop goes on when it is back.
    is_sent_away.store(true, Ordering::Relaxed);
    assert_eq!(f.call(ECHO, b"while it is away").unwrap(), "while it is away");
    assert!(is_sent_away.load(Ordering::Relaxed), "it was back already");
    until("its return", || !is_sent_away.load(Ordering::Relaxed));
    assert_eq!(f.call(ECHO, b"back").unwrap(), "back");
    f.close();
}
