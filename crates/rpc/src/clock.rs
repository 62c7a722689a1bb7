//! tokio's clock, and for a driven thread also: when it has to be looked at next.
//!
//! tokio does not tell which of its timers ends first, so each is noted here when it is made. Most are given up long
//! before they end (a call's limit), so times are kept roughly: a timer of a minute may be looked at a second or two late,
//! one of some milliseconds is exact, and there are never more than some hundred notes.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::{Sleep, Timeout};

thread_local! {
    static NOTES: RefCell<Option<Arc<Mutex<Notes>>>> = const { RefCell::new(None) };
}

pub struct Notes {
    start: Instant,
    /// Milliseconds after `start`.
    due: BTreeSet<u64>,
}

impl Default for Notes {
    fn default() -> Self {
        Self { start: Instant::now(), due: BTreeSet::new() }
    }
}

impl Notes {
    fn add(&mut self, now: Instant, delay: Duration) {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let delay = millis(delay);
        // tokio rounds to milliseconds too, upwards.
        let exact = millis(now.duration_since(self.start)).saturating_add(delay).saturating_add(2);
        let grain = (delay / 32).checked_next_power_of_two().unwrap_or(u64::MAX).max(1);
        self.due.insert(exact.checked_next_multiple_of(grain).unwrap_or(u64::MAX));
    }

    /// The first time noted.
    pub fn next(&self) -> Option<Instant> {
        self.due.first().and_then(|&due| self.start.checked_add(Duration::from_millis(due)))
    }

    /// What was due at `now` has been looked at.
    pub fn forget_until(&mut self, now: Instant) {
        let now = u64::try_from(now.saturating_duration_since(self.start).as_millis()).unwrap_or(u64::MAX);
        while self.due.first().is_some_and(|&due| due <= now) {
            self.due.pop_first();
        }
    }
}

/// From now on, timers made on this thread are noted there.
pub fn keep(notes: Arc<Mutex<Notes>>) {
    NOTES.set(Some(notes));
}

pub fn lock(notes: &Mutex<Notes>) -> MutexGuard<'_, Notes> {
    // Every change of the notes is whole.
    notes.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(delay: Duration) {
    NOTES.with_borrow(|notes| {
        if let Some(notes) = notes {
            lock(notes).add(Instant::now(), delay);
        }
    });
}

/// As tokio's. To be made on the thread that waits.
pub fn sleep(delay: Duration) -> Sleep {
    note(delay);
    tokio::time::sleep(delay)
}

/// As tokio's. To be made on the thread that waits.
pub fn timeout<T: Future>(delay: Duration, work: T) -> Timeout<T> {
    note(delay);
    tokio::time::timeout(delay, work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_note_is_never_early_and_a_thirtieth_late_at_most(delays in prop::collection::vec(0u64..200_000, 1..200)) {
            let start = Instant::now();
            let mut notes = Notes { start, ..Notes::default() };
            for &delay in &delays {
                notes.add(start, Duration::from_millis(delay));
            }
            let first = *delays.iter().min().unwrap_or(&0);
            let next = notes.next().map(|at| at.duration_since(start).as_millis() as u64).unwrap_or(0);
            prop_assert!(next > first, "{next} for {first}");
            prop_assert!(next <= first + 2 + first / 15 + 1, "{next} for {first}");
        }
    }

    #[test]
    fn notes_do_not_pile_up() {
        let start = Instant::now();
        let mut notes = Notes { start, ..Notes::default() };
        for call in 0..100_000u64 {
            let now = start + Duration::from_micros(call * 100);
            notes.forget_until(now);
            for seconds in [1, 10, 60] {
                notes.add(now, Duration::from_secs(seconds));
            }
        }
        assert!(notes.due.len() < 200, "{}", notes.due.len());
    }

    #[test]
    fn the_endless_is_no_time() {
        let mut notes = Notes::default();
        notes.add(Instant::now(), Duration::MAX);
        assert!(notes.next().is_none_or(|at| at > Instant::now()));
    }
}
