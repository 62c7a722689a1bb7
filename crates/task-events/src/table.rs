//! The attempts of tasks, each with the pieces in which it was reported, in order: concatenated protobuf messages are one
//! merged message.
//!
//! Bounded by attempts and by bytes: finished attempts go first, oldest first, and running ones only when no finished one
//! is left. An attempt with more pieces than `max_pieces` keeps its first half and its newest ones.
//!
//! Invariants: an attempt is in one of the two orders, under its own number; bytes are the sum over all attempts.

use std::collections::{BTreeMap, HashMap};

use crate::jobs::LostByJob;
use crate::scan::{BadReport, Piece, scan};
use crate::{JobId, TaskId, WorkerId};

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub max_attempts: usize,
    pub max_bytes: usize,
    pub max_pieces: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub task_id: TaskId,
    pub attempt: u32,
}

#[derive(Debug)]
pub struct Attempt {
    pub job_id: JobId,
    worker_id: Option<WorkerId>,
    is_finished: bool,
    /// Its place in the order of its kind.
    number: u64,
    count: u32,
    /// Each piece behind its length, u32 little endian.
    packed: Vec<u8>,
}

impl Attempt {
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &self.packed[..];
        std::iter::from_fn(move || {
            let (len, after) = rest.split_first_chunk::<4>()?;
            let (piece, after) = after.split_at_checked(u32::from_le_bytes(*len) as usize)?;
            rest = after;
            Some(piece)
        })
    }

    fn push(&mut self, piece: &[u8]) {
        // Most attempts have one to three pieces: room for more would cost more than it saves.
        self.packed.reserve_exact(4 + piece.len());
        self.packed.extend_from_slice(&(piece.len() as u32).to_le_bytes());
        self.packed.extend_from_slice(piece);
        self.count += 1;
    }

    fn drop_piece(&mut self, index: usize) {
        let start: usize = self.pieces().take(index).map(|piece| 4 + piece.len()).sum();
        let Some(len) = self.pieces().nth(index).map(|piece| 4 + piece.len()) else { return };
        self.packed.drain(start..start + len);
        self.count -= 1;
    }

    fn bytes(&self) -> usize {
        ATTEMPT_BYTES + self.packed.len()
    }
}

/// What an attempt costs beside its pieces: an entry of the map, one of an order, an allocation.
const ATTEMPT_BYTES: usize = 250;

/// Where a walk over the attempts, newest first, goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// Running attempts older than this one, then all that finished.
    Running(u64),
    /// Finished attempts older than this one.
    Finished(u64),
    End,
}

impl Cursor {
    pub const NEWEST: Self = Self::Running(u64::MAX);
}

pub struct Table {
    limits: Limits,
    attempts: HashMap<Key, Attempt>,
    running: BTreeMap<u64, Key>,
    finished: BTreeMap<u64, Key>,
    last_number: u64,
    bytes: usize,
    lost_by_job: LostByJob,
    lost_attempts: u64,
    lost_profile_events: u64,
}

impl Table {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            attempts: HashMap::new(),
            running: BTreeMap::new(),
            finished: BTreeMap::new(),
            last_number: 0,
            bytes: 0,
            lost_by_job: LostByJob::default(),
            lost_attempts: 0,
            lost_profile_events: 0,
        }
    }

    /// Takes an encoded AddTaskEventDataRequest.
    pub fn take(&mut self, request: &[u8]) -> Result<(), BadReport> {
        let dropped = scan(request, |piece| self.add(&piece))?;
        self.note_lost(dropped.job_id, dropped.attempts);
        self.lost_profile_events += dropped.profile_events;
        Ok(())
    }

    pub fn add(&mut self, piece: &Piece<'_>) {
        let key = Key { task_id: piece.task_id, attempt: piece.attempt };
        let number = self.last_number + 1;
        let attempt = self.attempts.entry(key).or_insert_with(|| {
            let is_finished = piece.is_terminal;
            let order = if is_finished { &mut self.finished } else { &mut self.running };
            order.insert(number, key);
            self.bytes += ATTEMPT_BYTES;
            Attempt { job_id: piece.job_id, worker_id: None, is_finished, number, count: 0, packed: Vec::new() }
        });
        if piece.is_terminal && !attempt.is_finished {
            self.running.remove(&attempt.number);
            self.finished.insert(number, key);
            attempt.is_finished = true;
            attempt.number = number;
        }
        self.last_number = number;
        attempt.worker_id = piece.worker_id.or(attempt.worker_id);
        let before = attempt.packed.len();
        attempt.push(piece.bytes);
        if attempt.count > self.limits.max_pieces {
            attempt.drop_piece(self.limits.max_pieces as usize / 2);
            self.lost_profile_events += 1;
        }
        self.bytes = self.bytes - before + attempt.packed.len();
        self.evict();
    }

    /// Newest first: up to `count` attempts from `cursor` on, and where to go on.
    pub fn walk(&self, cursor: Cursor, count: usize, mut show: impl FnMut(&Key, &Attempt)) -> Cursor {
        let mut left = count;
        let mut part = |order: &BTreeMap<u64, Key>, below: u64| {
            for (&number, key) in order.range(..below).rev() {
                if left == 0 {
                    return Some(number + 1);
                }
                left -= 1;
                self.attempts.get(key).iter().for_each(|attempt| show(key, attempt));
            }
            None
        };
        let mut below = u64::MAX;
        match cursor {
            Cursor::End => return Cursor::End,
            Cursor::Finished(number) => below = number,
            Cursor::Running(number) => {
                if let Some(rest) = part(&self.running, number) {
                    return Cursor::Running(rest);
                }
            }
        }
        part(&self.finished, below).map_or(Cursor::End, Cursor::Finished)
    }

    /// The newest attempt of a task.
    pub fn newest(&self, task_id: &TaskId) -> Option<&Attempt> {
        let own = self.attempts.iter().filter(|(key, _)| key.task_id == *task_id);
        own.max_by_key(|(key, _)| key.attempt).map(|(_, attempt)| attempt)
    }

    /// What a job has not finished, oldest first.
    pub fn running_of_job(&self, job_id: &JobId) -> Vec<(Key, JobId)> {
        self.running_where(|attempt| attempt.job_id == *job_id)
    }

    /// What a worker has not finished, oldest first.
    pub fn running_of_worker(&self, worker_id: &WorkerId) -> Vec<(Key, JobId)> {
        self.running_where(|attempt| attempt.worker_id.as_ref() == Some(worker_id))
    }

    fn running_where(&self, is_wanted: impl Fn(&Attempt) -> bool) -> Vec<(Key, JobId)> {
        let all = self.running.values().filter_map(|key| Some((*key, self.attempts.get(key)?)));
        all.filter(|(_, attempt)| is_wanted(attempt)).map(|(key, attempt)| (key, attempt.job_id)).collect()
    }

    pub fn len(&self) -> usize {
        self.attempts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.attempts.is_empty()
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Attempts that were lost, of one job or of all.
    pub fn lost_attempts(&self, job_id: Option<&JobId>) -> u64 {
        job_id.map_or(self.lost_attempts, |job_id| self.lost_by_job.of(job_id))
    }

    pub fn lost_profile_events(&self) -> u64 {
        self.lost_profile_events
    }

    fn note_lost(&mut self, job_id: JobId, attempts: u64) {
        self.lost_attempts += attempts;
        self.lost_by_job.add(job_id, attempts);
    }

    fn evict(&mut self) {
        while self.len() > self.limits.max_attempts || (self.bytes > self.limits.max_bytes && self.len() > 1) {
            let oldest = self.finished.pop_first().or_else(|| self.running.pop_first());
            let Some(attempt) = oldest.and_then(|(_, key)| self.attempts.remove(&key)) else { return };
            self.bytes -= attempt.bytes();
            self.note_lost(attempt.job_id, 1);
        }
    }

    /// Checks every invariant; for tests.
    pub fn validate(&self) -> Result<(), String> {
        for (order, is_finished) in [(&self.running, false), (&self.finished, true)] {
            for (number, key) in order {
                let attempt = self.attempts.get(key).ok_or_else(|| format!("{key:?} is nowhere"))?;
                if (attempt.number, attempt.is_finished) != (*number, is_finished) {
                    return Err(format!("{key:?} is at {number}, finished {is_finished}, and says {attempt:?}"));
                }
            }
        }
        if self.running.len() + self.finished.len() != self.len() {
            return Err(format!("{} attempts, {} and {}", self.len(), self.running.len(), self.finished.len()));
        }
        let bytes: usize = self.attempts.values().map(Attempt::bytes).sum();
        if bytes != self.bytes {
            return Err(format!("{} bytes are counted, {bytes} are there", self.bytes));
        }
        match self.attempts.values().find(|attempt| attempt.pieces().count() != attempt.count as usize) {
            Some(attempt) => Err(format!("{} pieces in {attempt:?}", attempt.pieces().count())),
            None => Ok(()),
        }
    }
}
