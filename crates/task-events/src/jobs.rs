//! How many events each job lost: for so many jobs, the one that lost some first goes first.

use std::collections::{HashMap, VecDeque};

use crate::JobId;

/// Whose lost events are counted apart.
const MAX_JOBS: usize = 10_000;

#[derive(Default)]
pub struct LostByJob {
    counts: HashMap<JobId, u64>,
    order: VecDeque<JobId>,
}

impl LostByJob {
    pub fn add(&mut self, job_id: JobId, count: u64) {
        if count == 0 {
            return;
        }
        let known = self.counts.entry(job_id).or_insert(0);
        let is_new = *known == 0;
        *known += count;
        if !is_new {
            return;
        }
        self.order.push_back(job_id);
        if self.order.len() > MAX_JOBS {
            self.order.pop_front().map(|oldest| self.counts.remove(&oldest));
        }
    }

    pub fn of(&self, job_id: &JobId) -> u64 {
        self.counts.get(job_id).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_jobs_alone_and_none_that_lost_nothing() {
        let mut lost = LostByJob::default();
        for job in 1..=10_001u32 {
            lost.add(job.to_be_bytes(), 1);
        }
        lost.add([9; 4], 0);
        lost.add(2u32.to_be_bytes(), 4);
        assert_eq!([1u32, 2, 10_001].map(|job| lost.of(&job.to_be_bytes())), [0, 5, 1]);
        assert_eq!((lost.counts.len(), lost.order.len()), (10_000, 10_000));
    }
}
