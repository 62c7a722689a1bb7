//! Whether huge pages are worth their price on this machine: a decision by what they cost so far, without a clock.
//!
//! On most machines a huge page is zeroed at the speed of memory, and a mapping of one costs one fault instead of 512. A
//! virtual machine that gives free memory back to its host (free page reporting) pays dearly for the same page: the kernel
//! takes huge pages from just those blocks the host has taken, and the host brings each 4 KiB of it back by a fault of
//! its own, 4 ms for a huge page (measured under Firecracker, Linux 6.18), while small pages come from memory that was
//! used lately. There nobody waits for huge pages: small ones are reserved, and made huge when there is time.

use std::time::Duration;

/// Processor time for zeroing a MiB of huge pages beyond which small pages are cheaper: 2 GiB/s. Small pages take half of
/// that to allocate and zero, and as much again for the faults of a process that writes them.
const DEAR_PER_MIB: Duration = Duration::from_micros(500);
/// After so many dear or refused steps in a row huge pages are no longer asked for in the first place.
const MAX_DEAR: u32 = 2;
const MAX_FAILURES: u32 = 8;

#[derive(Default)]
pub struct HugePages {
    /// In a row.
    dear: u32,
    /// In a row.
    failures: u32,
}

impl HugePages {
    pub fn are_cheap(&self) -> bool {
        self.dear < MAX_DEAR && self.failures < MAX_FAILURES
    }

    /// `bytes` of huge pages took so much processor time.
    pub fn cost(&mut self, bytes: u64, time: Duration) {
        let is_dear = time.as_secs_f64() * (1 << 20) as f64 > DEAR_PER_MIB.as_secs_f64() * bytes as f64;
        self.dear = if is_dear { self.dear + 1 } else { 0 };
        self.failures = 0;
    }

    /// The kernel made none.
    pub fn failed(&mut self) {
        self.failures += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn dear_pages_are_given_up() {
        let mut huge = HugePages::default();
        huge.cost(2 * MIB, Duration::from_millis(4));
        assert!(huge.are_cheap(), "once may be bad luck");
        huge.cost(2 * MIB, Duration::from_micros(200));
        huge.cost(2 * MIB, Duration::from_millis(4));
        assert!(huge.are_cheap(), "not twice in a row");
        huge.cost(16 * MIB, Duration::from_millis(32));
        assert!(!huge.are_cheap());
    }

    #[test]
    fn refused_pages_are_given_up() {
        let mut huge = HugePages::default();
        (1..MAX_FAILURES).for_each(|_| huge.failed());
        assert!(huge.are_cheap());
        huge.cost(16 * MIB, Duration::from_micros(1600));
        (1..MAX_FAILURES).for_each(|_| huge.failed());
        assert!(huge.are_cheap(), "not in a row");
        huge.failed();
        assert!(!huge.are_cheap());
    }
}
