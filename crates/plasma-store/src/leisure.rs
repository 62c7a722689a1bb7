//! When the machine has a processor to spare, for work that nobody waits for: a decision from clock readings alone.
//!
//! The lowest priority is not enough. Making a huge page goes on in the kernel for milliseconds in which nothing else gets
//! that processor, and where a host has to bring back the memory, nobody does: next to tasks that keep all processors busy
//! it took a third of their rate. So a moment without that work shows what the others leave, and then a spell of work
//! follows, or none.

use std::fs;
use std::time::{Duration, Instant};

/// Idle time of the machine is counted in hundredths of a second.
const WATCH: Duration = Duration::from_millis(200);
const SPELL: Duration = Duration::from_millis(400);
/// What was seen longer ago says nothing of now: there was no work meanwhile.
const MAX_WATCH: Duration = Duration::from_secs(1);
/// Processors that must have been idle, on average.
const IDLE_PROCESSORS: f64 = 0.75;

enum Phase {
    /// Nothing is done, and the idle time was `idle` at the beginning.
    Watching {
        since: Instant,
        idle: Duration,
    },
    Working {
        until: Instant,
    },
}

#[derive(Default)]
pub struct Leisure {
    phase: Option<Phase>,
}

impl Leisure {
    /// Whether work may be done now; if not, when to ask again.
    /// `idle`: of all processors together, ever.
    pub fn may_work(&mut self, now: Instant, idle: Duration) -> Result<(), Instant> {
        match self.phase {
            Some(Phase::Working { until }) if now < until => return Ok(()),
            Some(Phase::Watching { since, .. }) if now < since + WATCH => return Err(since + WATCH),
            Some(Phase::Watching { since, idle: before })
                if now < since + MAX_WATCH && idle.saturating_sub(before) >= (now - since).mul_f64(IDLE_PROCESSORS) =>
            {
                self.phase = Some(Phase::Working { until: now + SPELL });
                return Ok(());
            }
            _ => {}
        }
        self.phase = Some(Phase::Watching { since: now, idle });
        Err(now + WATCH)
    }
}

/// Time that all processors of the machine together had nothing to do (proc_uptime(5)); None where that is not told.
pub fn idle_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/uptime").ok()?;
    let seconds = text.split_ascii_whitespace().nth(1)?.parse::<f64>().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn work_is_done_in_spells_while_a_processor_is_idle() {
        let start = Instant::now();
        let mut leisure = Leisure::default();
        assert_eq!(leisure.may_work(start, MS(1000)), Err(start + WATCH), "it is watched first");
        assert_eq!(leisure.may_work(start + MS(10), MS(1010)), Err(start + WATCH));
        let spell = start + WATCH;
        assert_eq!(leisure.may_work(spell, MS(1150)), Ok(()));
        assert_eq!(leisure.may_work(spell + SPELL - MS(1), MS(1150)), Ok(()), "idle time in a spell says nothing");
        let over = spell + SPELL;
        assert_eq!(leisure.may_work(over, MS(1150)), Err(over + WATCH), "and watched again");
        assert_eq!(leisure.may_work(over + WATCH, MS(1300)), Ok(()));
    }

    #[test]
    fn nothing_is_done_while_all_processors_are_busy() {
        let start = Instant::now();
        let mut leisure = Leisure::default();
        for watched in 0..5 {
            let now = start + WATCH * watched;
            assert_eq!(leisure.may_work(now, MS(100) * watched), Err(now + WATCH), "half a processor is idle");
        }
        let now = start + WATCH * 5;
        assert_eq!(leisure.may_work(now, MS(400) + 2 * WATCH), Ok(()), "two are");
    }

    #[test]
    fn what_was_seen_long_ago_does_not_count() {
        let start = Instant::now();
        let mut leisure = Leisure::default();
        assert_eq!(leisure.may_work(start, MS(0)), Err(start + WATCH));
        let later = start + MS(60_000);
        assert_eq!(leisure.may_work(later, MS(60_000)), Err(later + WATCH), "it was idle, and may be busy now");
        assert_eq!(leisure.may_work(later + WATCH, MS(60_000)), Err(later + 2 * WATCH), "as it is");
    }

    #[test]
    fn the_machine_tells_its_idle_time() {
        let first = idle_time().expect("Linux");
        assert!(idle_time().expect("Linux") >= first);
    }
}
