//! `src/native/task-events.ts` over `narcine-task-events`. Packed for JavaScript, little endian: an attempt is its task's id
//! (24 bytes), u32 attempt, its job's id (4 bytes), and where pieces are asked for, a u32 length and the pieces, each behind
//! its u32 length.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::Buffer;
use napi::{Error, Result, Status};
use napi_derive::napi;
use narcine_task_events::{Attempt, Cursor, Door, JobId, Key, Limits, Table};

use crate::outbox::{put_bytes, put_u32};

#[napi(object, object_from_js = false)]
pub struct NativeTaskEventNumbers {
    pub attempts: f64,
    pub bytes: f64,
    pub lost_attempts: f64,
    pub lost_profile_events: f64,
}

#[napi]
pub struct NativeTaskEvents {
    table: Arc<Mutex<Table>>,
}

#[napi]
pub fn create_task_events(max_attempts: u32, max_bytes: f64, max_pieces: u32) -> NativeTaskEvents {
    let limits = Limits { max_attempts: max_attempts as usize, max_bytes: max_bytes as usize, max_pieces };
    NativeTaskEvents { table: Arc::new(Mutex::new(Table::new(limits))) }
}

impl NativeTaskEvents {
    /// What the gRPC server hands AddTaskEventData to.
    pub fn door(&self, reply: &[u8]) -> Door {
        Door::new(self.table.clone(), reply.to_vec())
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[napi]
impl NativeTaskEvents {
    /// Takes an encoded AddTaskEventDataRequest.
    #[napi]
    pub fn take(&self, request: &[u8]) -> Result<()> {
        self.lock().take(request).map_err(|fault| Error::new(Status::InvalidArg, fault.to_string()))
    }

    /// Attempts with their pieces, newest first, behind the cursor to go on with: u64, 0 at the end. `cursor` 0 = the newest.
    #[napi]
    pub fn walk(&self, cursor: f64, count: u32) -> Buffer {
        let mut out = vec![0; 8];
        let next = self.lock().walk(unpack(cursor as u64), count as usize, |key, attempt| {
            put_attempt(&mut out, key, &attempt.job_id);
            put_pieces(&mut out, attempt);
        });
        out[..8].copy_from_slice(&pack(next).to_le_bytes());
        out.into()
    }

    /// The pieces of a task's newest attempt.
    #[napi]
    pub fn newest(&self, task_id: &[u8]) -> Option<Buffer> {
        let table = self.lock();
        let attempt = table.newest(task_id.try_into().ok()?)?;
        let mut out = Vec::new();
        put_pieces(&mut out, attempt);
        Some(out.into())
    }

    #[napi]
    pub fn running_of_job(&self, job_id: &[u8]) -> Buffer {
        packed(job_id.try_into().map(|job_id| self.lock().running_of_job(job_id)).unwrap_or_default())
    }

    #[napi]
    pub fn running_of_worker(&self, worker_id: &[u8]) -> Buffer {
        packed(worker_id.try_into().map(|worker_id| self.lock().running_of_worker(worker_id)).unwrap_or_default())
    }

    /// `job_id`: whose lost attempts are counted; null = all.
    #[napi]
    pub fn numbers(&self, job_id: Option<&[u8]>) -> NativeTaskEventNumbers {
        let table = self.lock();
        let job_id: Option<&JobId> = job_id.and_then(|id| id.try_into().ok());
        NativeTaskEventNumbers {
            attempts: table.len() as f64,
            bytes: table.bytes() as f64,
            lost_attempts: table.lost_attempts(job_id) as f64,
            lost_profile_events: table.lost_profile_events() as f64,
        }
    }
}

fn put_attempt(out: &mut Vec<u8>, key: &Key, job_id: &JobId) {
    out.extend_from_slice(&key.task_id);
    put_u32(out, key.attempt);
    out.extend_from_slice(job_id);
}

fn put_pieces(out: &mut Vec<u8>, attempt: &Attempt) {
    let at = out.len();
    put_u32(out, 0);
    attempt.pieces().for_each(|piece| put_bytes(out, piece));
    let len = (out.len() - at - 4) as u32;
    out[at..at + 4].copy_from_slice(&len.to_le_bytes());
}

fn packed(attempts: Vec<(Key, JobId)>) -> Buffer {
    let mut out = Vec::new();
    attempts.iter().for_each(|(key, job_id)| put_attempt(&mut out, key, job_id));
    out.into()
}

fn pack(cursor: Cursor) -> u64 {
    match cursor {
        Cursor::End => 0,
        Cursor::Running(number) => number * 2,
        Cursor::Finished(number) => number * 2 + 1,
    }
}

fn unpack(packed: u64) -> Cursor {
    match packed {
        0 => Cursor::NEWEST,
        even if even % 2 == 0 => Cursor::Running(even / 2),
        odd => Cursor::Finished(odd / 2),
    }
}
