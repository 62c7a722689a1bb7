//! Paths that are answered on the transport's thread, from messages as they arrive, by calls that may wait.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use common::{ECHO, Fixture, call, client, until, wait};
use narcine_rpc::{Code, Direct, DirectCall, Status};

const DIRECT: &str = "/test.Service/Direct";

/// Answers with how many bytes came, once it is open.
#[derive(Default)]
struct Door {
    is_open: AtomicBool,
    is_refusing: AtomicBool,
    /// The most that has been taken while it was not open.
    taken: AtomicUsize,
    dropped: AtomicUsize,
}

struct Visit {
    door: Arc<Door>,
    bytes: usize,
}

struct Doors(Arc<Door>);

impl Direct for Doors {
    fn begin(&self) -> Box<dyn DirectCall> {
        Box::new(Visit { door: self.0.clone(), bytes: 0 })
    }
}

impl DirectCall for Visit {
    fn piece(&mut self, bytes: &[u8]) -> Result<(), Status> {
        self.bytes += bytes.len();
        if !self.door.is_open.load(SeqCst) {
            self.door.taken.fetch_max(self.bytes, SeqCst);
        }
        Ok(())
    }

    fn is_ready(&mut self) -> Result<bool, Status> {
        if self.door.is_refusing.load(SeqCst) {
            return Err(Status::new(Code::FailedPrecondition, "closed for good"));
        }
        Ok(self.door.is_open.load(SeqCst))
    }

    fn end(self: Box<Self>) -> Result<Vec<u8>, Status> {
        Ok(self.bytes.to_string().into_bytes())
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.door.dropped.fetch_add(1, SeqCst);
    }
}

#[test]
fn a_call_that_waits_leaves_its_bytes_with_the_caller_and_lets_others_go_first() {
    let f = Fixture::new(None);
    let door = Arc::new(Door::default());
    f.server().register_direct(DIRECT, Arc::new(Doors(door.clone())));
    let body = vec![7; 20 << 20];
    let waiting = call(&client(None), &f.address, DIRECT, &body, None);
    until("the first bytes", || door.taken.load(SeqCst) > 0);
    assert_eq!(f.call(ECHO, b"others").unwrap(), "others");
    assert!(waiting.try_recv().is_err());
    door.is_open.store(true, SeqCst);
    assert_eq!(wait(waiting).unwrap(), body.len().to_string());
    // One frame.
    assert!(door.taken.load(SeqCst) <= 1 << 20, "{}", door.taken.load(SeqCst));
    f.close();
}

#[test]
fn a_call_that_waits_ends_with_an_error_or_with_its_caller() {
    let f = Fixture::new(None);
    let door = Arc::new(Door::default());
    f.server().register_direct(DIRECT, Arc::new(Doors(door.clone())));
    let gone = wait(call(&client(None), &f.address, DIRECT, b"x", Some(Duration::from_millis(50))));
    assert_eq!(gone.unwrap_err().code, Code::DeadlineExceeded);
    until("the call goes with its caller", || door.dropped.load(SeqCst) == 1);
    door.is_refusing.store(true, SeqCst);
    assert_eq!(f.call(DIRECT, b"x").unwrap_err().code, Code::FailedPrecondition);
    f.close();
}
