//! Reads AddTaskEventData requests. Field numbers and states: Ray 2.60.0, gcs_service.proto, gcs.proto, common.proto.

use narcine_rpc::proto::{Fields, Malformed, Value};

use crate::{JobId, TaskId, WorkerId};

const REQUEST_DATA: u32 = 1;
const DATA_EVENTS: u32 = 1;
const DATA_DROPPED_ATTEMPTS: u32 = 2;
const DATA_PROFILE_EVENTS_DROPPED: u32 = 3;
const DATA_JOB_ID: u32 = 4;
const EVENT_TASK_ID: u32 = 1;
const EVENT_ATTEMPT: u32 = 2;
const EVENT_STATE_UPDATES: u32 = 4;
const EVENT_PROFILE_EVENTS: u32 = 5;
const EVENT_JOB_ID: u32 = 6;
const UPDATE_WORKER_ID: u32 = 8;
const UPDATE_TIMESTAMPS: u32 = 14;
const TIMESTAMP_STATE: u32 = 1;
/// TaskStatus: the two from which an attempt does not come back.
const FINISHED: u64 = 11;
const FAILED: u64 = 12;

/// The request is not what it should be. Pieces before the fault were taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReport {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("a {what} has {wanted} bytes, got {got}")]
    Id { what: &'static str, wanted: usize, got: usize },
}

/// One report of one attempt.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub task_id: TaskId,
    pub attempt: u32,
    pub job_id: JobId,
    /// Where it runs; `None` when the piece does not say.
    pub worker_id: Option<WorkerId>,
    /// It says that the attempt finished or failed.
    pub is_terminal: bool,
    /// Of spans inside a task, which count apart when they are lost.
    pub is_profile: bool,
    /// The encoded TaskEvents message.
    pub bytes: &'a [u8],
}

/// What a worker could not send, and says so.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    pub job_id: JobId,
    pub attempts: u64,
    pub profile_events: u64,
}

pub fn scan<'a>(request: &'a [u8], mut on_piece: impl FnMut(Piece<'a>)) -> Result<Dropped, BadReport> {
    let mut dropped = Dropped { job_id: NO_JOB, ..Dropped::default() };
    let mut fields = Fields::new(request);
    while let Some(field) = fields.next_field()? {
        let (REQUEST_DATA, Value::Bytes(data)) = field else { continue };
        let mut data = Fields::new(data);
        while let Some(field) = data.next_field()? {
            match field {
                (DATA_EVENTS, Value::Bytes(event)) => on_piece(scan_event(event)?),
                (DATA_DROPPED_ATTEMPTS, Value::Bytes(_)) => dropped.attempts += 1,
                (DATA_PROFILE_EVENTS_DROPPED, Value::Varint(count)) => dropped.profile_events = u64::from(count as u32),
                (DATA_JOB_ID, Value::Bytes(id)) => dropped.job_id = read_id("job id", id, NO_JOB)?,
                _ => {}
            }
        }
    }
    Ok(dropped)
}

/// Ray's nil ids are all ones.
const NO_JOB: JobId = [0xff; 4];
const NO_TASK: TaskId = [0xff; 24];
const NO_WORKER: WorkerId = [0xff; 28];

fn scan_event(bytes: &[u8]) -> Result<Piece<'_>, BadReport> {
    let (task_id, job_id) = (NO_TASK, NO_JOB);
    let mut piece =
        Piece { task_id, attempt: 0, job_id, worker_id: None, is_terminal: false, is_profile: false, bytes };
    let mut fields = Fields::new(bytes);
    while let Some(field) = fields.next_field()? {
        match field {
            // int32 on the wire is a sign-extended varint: its low 32 bits are the value.
            (EVENT_ATTEMPT, Value::Varint(attempt)) => piece.attempt = attempt as u32,
            (EVENT_TASK_ID, Value::Bytes(id)) => piece.task_id = read_id("task id", id, NO_TASK)?,
            (EVENT_JOB_ID, Value::Bytes(id)) => piece.job_id = read_id("job id", id, NO_JOB)?,
            (EVENT_PROFILE_EVENTS, Value::Bytes(_)) => piece.is_profile = true,
            (EVENT_STATE_UPDATES, Value::Bytes(update)) => scan_update(update, &mut piece)?,
            _ => {}
        }
    }
    Ok(piece)
}

fn scan_update(update: &[u8], piece: &mut Piece<'_>) -> Result<(), BadReport> {
    let mut fields = Fields::new(update);
    while let Some(field) = fields.next_field()? {
        match field {
            (UPDATE_WORKER_ID, Value::Bytes(id)) => {
                piece.worker_id = Some(read_id("worker id", id, NO_WORKER)?).filter(|id| *id != NO_WORKER);
            }
            (UPDATE_TIMESTAMPS, Value::Bytes(entry)) => piece.is_terminal |= is_terminal(entry)?,
            _ => {}
        }
    }
    Ok(())
}

fn is_terminal(entry: &[u8]) -> Result<bool, BadReport> {
    let mut state = 0;
    let mut fields = Fields::new(entry);
    while let Some(field) = fields.next_field()? {
        if let (TIMESTAMP_STATE, Value::Varint(value)) = field {
            state = value;
        }
    }
    Ok(state == FINISHED || state == FAILED)
}

/// Empty bytes are the nil id.
fn read_id<const N: usize>(what: &'static str, bytes: &[u8], nil: [u8; N]) -> Result<[u8; N], BadReport> {
    match bytes.len() {
        0 => Ok(nil),
        got => bytes.try_into().map_err(|_| BadReport::Id { what, wanted: N, got }),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use narcine_rpc::proto::{write_bytes, write_number};
    use proptest::prelude::*;

    /// A report of `task` as a worker sends it.
    pub fn event(task: u8, attempt: u32, job: u8, worker: Option<u8>, states: &[u64], filler: usize) -> Vec<u8> {
        let mut update = Vec::new();
        if let Some(worker) = worker {
            write_bytes(&mut update, UPDATE_WORKER_ID, &[worker; 28]);
        }
        for state in states {
            let mut entry = Vec::new();
            write_number(&mut entry, TIMESTAMP_STATE, *state);
            write_number(&mut entry, 2, 1_700_000_000_000_000_000);
            write_bytes(&mut update, UPDATE_TIMESTAMPS, &entry);
        }
        let mut event = Vec::new();
        write_bytes(&mut event, EVENT_TASK_ID, &[task; 24]);
        write_number(&mut event, EVENT_ATTEMPT, u64::from(attempt));
        write_bytes(&mut event, EVENT_STATE_UPDATES, &update);
        write_bytes(&mut event, EVENT_JOB_ID, &[job; 4]);
        write_bytes(&mut event, 99, &vec![7; filler]);
        event
    }

    pub fn request(events: &[Vec<u8>], dropped: usize, profile_dropped: u64) -> Vec<u8> {
        let mut data = Vec::new();
        events.iter().for_each(|event| write_bytes(&mut data, DATA_EVENTS, event));
        (0..dropped).for_each(|_| write_bytes(&mut data, DATA_DROPPED_ATTEMPTS, b""));
        write_number(&mut data, DATA_PROFILE_EVENTS_DROPPED, profile_dropped);
        write_bytes(&mut data, DATA_JOB_ID, &[5; 4]);
        let mut out = Vec::new();
        write_bytes(&mut out, REQUEST_DATA, &data);
        out
    }

    #[test]
    fn the_facts_of_a_report() {
        let running = event(1, 0, 2, Some(3), &[9], 0);
        let ended = event(1, 4, 2, None, &[9, FINISHED], 10);
        let body = request(&[running.clone(), ended.clone()], 2, 7);
        let mut pieces = Vec::new();
        let dropped = scan(&body, |piece| pieces.push(piece)).unwrap();
        assert_eq!(dropped, Dropped { job_id: [5; 4], attempts: 2, profile_events: 7 });
        let of = |attempt, worker_id, is_terminal, bytes| Piece {
            task_id: [1; 24],
            attempt,
            job_id: [2; 4],
            worker_id,
            is_terminal,
            is_profile: false,
            bytes,
        };
        assert_eq!(pieces, [of(0, Some([3; 28]), false, &running[..]), of(4, None, true, &ended[..])]);
    }

    #[test]
    fn an_id_of_another_length_is_named() {
        let mut event = Vec::new();
        write_bytes(&mut event, EVENT_TASK_ID, &[1; 23]);
        let fault = scan(&request(&[event], 0, 0), |_| {}).unwrap_err();
        assert_eq!(fault.to_string(), "a task id has 24 bytes, got 23");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn changed_bytes_are_taken_or_refused(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
            cut in 0usize..20,
        ) {
            let mut body = request(&[event(1, 1, 2, Some(3), &[9, FAILED], 3), event(2, 0, 2, None, &[], 0)], 1, 300);
            for (at, byte) in changes {
                let at = at.index(body.len());
                body[at] = byte;
            }
            body.truncate(body.len() - cut);
            let _ = scan(&body, |piece| assert!(piece.bytes.len() <= body.len()));
        }
    }
}
