//! Reports of peers that were turned away: so few of them that an attack costs neither the log nor the event loop.
//!
//! The first `TOLD_SINGLY` of a window are told one by one, the others are counted, and the count follows when the
//! window ends. Invariants: each one is either told or counted, once; a window brings the sink `TOLD_SINGLY` reports
//! and one count; a count above 0 has a `take` on its way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::sleep;
use crate::runtime::spawn;
use crate::server::Shared;

/// Length of a window; the next one begins with the next report.
const WINDOW: Duration = Duration::from_secs(5);
const TOLD_SINGLY: u32 = 10;
/// Longest text of a peer's own (a path) in a report, in characters.
const MAX_FOREIGN_TEXT: usize = 120;

/// What was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedAway {
    /// A connection that broke the protocol.
    Connection,
    /// A call without the right token, or a request that is no gRPC.
    Call,
}

/// What becomes of a report.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Tell,
    /// The first one that is only counted: the count is due at this time.
    CountUntil(Instant),
    Count,
}

/// Pure: the time comes from outside.
#[derive(Default)]
struct Limiter {
    /// End of the window; `None` before the first report.
    end: Option<Instant>,
    told: u32,
    counted: u64,
}

impl Limiter {
    fn offer(&mut self, now: Instant) -> Verdict {
        let end = match self.end {
            Some(end) if now < end => end,
            _ => {
                self.told = 0;
                *self.end.insert(now + WINDOW)
            }
        };
        if self.told < TOLD_SINGLY {
            self.told += 1;
            return Verdict::Tell;
        }
        self.counted += 1;
        if self.counted == 1 { Verdict::CountUntil(end) } else { Verdict::Count }
    }

    /// The count, which begins anew.
    fn take(&mut self) -> u64 {
        std::mem::take(&mut self.counted)
    }
}

/// The limiters of a server.
#[derive(Default)]
pub struct Limiters {
    connections: Mutex<Limiter>,
    calls: Mutex<Limiter>,
}

impl Limiters {
    fn of(&self, what: TurnedAway) -> MutexGuard<'_, Limiter> {
        let limiter = match what {
            TurnedAway::Connection => &self.connections,
            TurnedAway::Call => &self.calls,
        };
        limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls `tell` now, or counts. On the transport's thread.
pub fn report(shared: &Arc<Shared>, what: TurnedAway, tell: impl FnOnce()) {
    let verdict = shared.limiters.of(what).offer(Instant::now());
    match verdict {
        Verdict::Tell => tell(),
        Verdict::Count => {}
        Verdict::CountUntil(end) => {
            let shared = shared.clone();
            spawn(async move {
                sleep(end.saturating_duration_since(Instant::now())).await;
                tell_count(&shared, what);
            });
        }
    }
}

/// Tells the sink what was only counted so far, if anything was.
pub fn tell_count(shared: &Shared, what: TurnedAway) {
    let count = shared.limiters.of(what).take();
    if count > 0 {
        shared.sink.more_turned_away(what, count);
    }
}

/// A peer's text as it may stand in a log: one line, and no longer than a line should be.
pub fn foreign_text(text: &str) -> String {
    let mut rest = text.chars();
    let mut out: String = rest.by_ref().take(MAX_FOREIGN_TEXT).flat_map(char::escape_debug).collect();
    if rest.next().is_some() {
        out.push_str("...");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_are_told_and_the_rest_counted() {
        let mut limiter = Limiter::default();
        let start = Instant::now();
        for _ in 0..TOLD_SINGLY {
            assert_eq!(limiter.offer(start), Verdict::Tell);
        }
        assert_eq!(limiter.offer(start + Duration::from_secs(1)), Verdict::CountUntil(start + WINDOW));
        assert_eq!(limiter.offer(start + Duration::from_secs(2)), Verdict::Count);
        assert_eq!(limiter.take(), 2);
        assert_eq!(limiter.take(), 0);
        assert_eq!(limiter.offer(start + WINDOW), Verdict::Tell, "a new window");
    }

    #[test]
    fn a_path_is_one_short_line() {
        assert_eq!(foreign_text("/a.B/C"), "/a.B/C");
        assert_eq!(foreign_text("a\nb"), "a\\nb");
        assert_eq!(foreign_text(&"\u{e9}".repeat(1000)), format!("{}...", "\u{e9}".repeat(MAX_FOREIGN_TEXT)));
    }

    proptest! {
        /// Whoever takes the count when it is due loses nothing and is told little.
        #[test]
        fn nothing_is_lost(gaps in prop::collection::vec(0u64..3_000, 1..300)) {
            let mut limiter = Limiter::default();
            let start = Instant::now();
            let (mut now, mut due) = (start, None);
            let (mut told, mut counted, mut counts) = (0u64, 0u64, 0u64);
            for gap in &gaps {
                now += Duration::from_millis(*gap);
                if due.is_some_and(|due| due <= now) {
                    counted += limiter.take();
                    counts += 1;
                    due = None;
                }
                match limiter.offer(now) {
                    Verdict::Tell => told += 1,
                    Verdict::CountUntil(end) => {
                        prop_assert!(due.is_none() && end > now && end <= now + WINDOW);
                        due = Some(end);
                    }
                    Verdict::Count => prop_assert!(due.is_some()),
                }
            }
            prop_assert_eq!(told + counted + limiter.take(), gaps.len() as u64);
            let windows = (now - start).as_secs() / WINDOW.as_secs() + 1;
            prop_assert!(told <= windows * u64::from(TOLD_SINGLY) && counts <= windows);
        }
    }
}
