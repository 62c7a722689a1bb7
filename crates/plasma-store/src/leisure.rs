//! When the machine can spare the time for work that nobody waits for: a decision from readings of counters alone.
//!
//! The lowest priority is not enough. Making a huge page goes on in the kernel for milliseconds in which nothing else gets
//! that processor, and where a host has to bring back the memory, nobody does: next to tasks that keep all processors busy
//! it took a third of their rate, and as much from tasks called one after the other, which leave half of two processors
//! idle. So a moment without that work shows what the others leave, and then a spell of work follows, or none: beside
//! others who put much into the store, for they gain by it, and otherwise only where nearly nothing goes on.

use std::fs;
use std::time::{Duration, Instant};

/// Idle time of the machine is counted in hundredths of a second.
const WATCH: Duration = Duration::from_millis(200);
const SPELL: Duration = Duration::from_millis(400);
/// What was seen longer ago says nothing of now: there was no work meanwhile.
const MAX_WATCH: Duration = Duration::from_secs(1);
/// What must have been idle: of one processor while much is put, else of each.
const IDLE_SHARE: f64 = 0.75;
/// Much: a tenth of what copying to small pages reaches.
const MUCH_PUT_PER_SECOND: f64 = (1 << 29) as f64;

/// What has come together since some beginning.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Time that all processors together had nothing to do.
    pub idle: Duration,
    /// Bytes of the objects that were put.
    pub put: u64,
}

enum Phase {
    /// Nothing is done, and this was read at the beginning.
    Watching {
        since: Instant,
        before: Reading,
    },
    Working {
        until: Instant,
    },
}

pub struct Leisure {
    processors: f64,
    phase: Option<Phase>,
}

impl Leisure {
    pub fn new(processors: u32) -> Self {
        Self { processors: f64::from(processors.max(1)), phase: None }
    }

    /// Whether work may be done now; if not, when to ask again.
    pub fn may_work(&mut self, now: Instant, reading: Reading) -> Result<(), Instant> {
        match self.phase {
            Some(Phase::Working { until }) if now < until => return Ok(()),
            Some(Phase::Watching { since, .. }) if now < since + WATCH => return Err(since + WATCH),
            Some(Phase::Watching { since, before })
                if now < since + MAX_WATCH && self.has_time(now - since, before, reading) =>
            {
                self.phase = Some(Phase::Working { until: now + SPELL });
                return Ok(());
            }
            _ => {}
        }
        self.phase = Some(Phase::Watching { since: now, before: reading });
        Err(now + WATCH)
    }

    fn has_time(&self, watched: Duration, before: Reading, now: Reading) -> bool {
        let put = now.put.saturating_sub(before.put) as f64;
        let is_much_put = put >= MUCH_PUT_PER_SECOND * watched.as_secs_f64();
        let processors = if is_much_put { 1.0 } else { self.processors };
        now.idle.saturating_sub(before.idle) >= watched.mul_f64(IDLE_SHARE * processors)
    }
}

/// Time that all processors of the machine together had nothing to do (proc_uptime(5)); None where that is not told.
pub fn idle_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/uptime").ok()?;
    let seconds = text.split_ascii_whitespace().nth(1)?.parse::<f64>().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// Those whose idle time that is.
pub fn processors() -> u32 {
    // SAFETY: an integer goes in and one comes out, -1 where it is not known.
    let count = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    u32::try_from(count).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn reading(idle: u64, put: u64) -> Reading {
        Reading { idle: MS(idle), put }
    }

    #[test]
    fn work_is_done_in_spells_while_nothing_goes_on() {
        let start = Instant::now();
        let mut leisure = Leisure::new(2);
        assert_eq!(leisure.may_work(start, reading(1000, 0)), Err(start + WATCH), "it is watched first");
        assert_eq!(leisure.may_work(start + MS(10), reading(1020, 0)), Err(start + WATCH));
        let spell = start + WATCH;
        assert_eq!(leisure.may_work(spell, reading(1300, 0)), Ok(()));
        assert_eq!(leisure.may_work(spell + SPELL - MS(1), reading(1300, 0)), Ok(()), "that says nothing of others");
        let over = spell + SPELL;
        assert_eq!(leisure.may_work(over, reading(1300, 0)), Err(over + WATCH), "and watched again");
        assert_eq!(leisure.may_work(over + WATCH, reading(1600, 0)), Ok(()));
    }

    #[test]
    fn one_idle_processor_of_two_is_enough_while_much_is_put() {
        let start = Instant::now();
        let mut leisure = Leisure::new(2);
        let much = MUCH_PUT_PER_SECOND as u64 / 5;
        assert_eq!(leisure.may_work(start, reading(0, 0)), Err(start + WATCH));
        let next = start + WATCH;
        assert_eq!(leisure.may_work(next, reading(200, much - 1)), Err(next + WATCH), "calls one after the other");
        assert_eq!(leisure.may_work(next + WATCH, reading(350, 2 * much)), Ok(()), "puts");
    }

    #[test]
    fn nothing_is_done_while_all_processors_are_busy() {
        let start = Instant::now();
        let mut leisure = Leisure::new(2);
        for watched in 0..5 {
            let now = start + WATCH * watched;
            let busy = reading(100 * u64::from(watched), u64::from(watched) << 30);
            assert_eq!(leisure.may_work(now, busy), Err(now + WATCH), "half a processor is idle");
        }
        assert_eq!(leisure.may_work(start + WATCH * 5, reading(800, 5 << 30)), Ok(()), "two are");
    }

    #[test]
    fn what_was_seen_long_ago_does_not_count() {
        let start = Instant::now();
        let mut leisure = Leisure::new(1);
        assert_eq!(leisure.may_work(start, reading(0, 0)), Err(start + WATCH));
        let later = start + MS(60_000);
        let idle_so_far = reading(60_000, 0);
        assert_eq!(leisure.may_work(later, idle_so_far), Err(later + WATCH), "it was idle, and may be busy now");
        assert_eq!(leisure.may_work(later + WATCH, idle_so_far), Err(later + 2 * WATCH), "as it is");
    }

    #[test]
    fn the_machine_tells_its_idle_time() {
        let first = idle_time().expect("Linux");
        assert!(idle_time().expect("Linux") >= first);
        assert!(processors() >= 1);
    }
}
