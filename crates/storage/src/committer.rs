//! The thread that commits: groups one at a time, in order. Who sends the next group while one is on its way decides
//! how large groups become; the head sends one when the last one is answered.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use crate::error::StorageFault;
use crate::store::Store;

/// Hears of each group once, on the committer's thread.
pub trait CommitSink: Send + 'static {
    fn committed(&self, group: u32, result: Result<(), StorageFault>);
}

struct Group {
    number: u32,
    packed: Vec<u8>,
}

pub struct Committer {
    groups: Option<Sender<Group>>,
    thread: Option<JoinHandle<()>>,
}

impl Committer {
    pub fn start(store: Arc<Store>, sink: impl CommitSink) -> io::Result<Self> {
        let (groups, queue) = channel::<Group>();
        let thread = std::thread::Builder::new().name("head-storage".into()).spawn(move || {
            for Group { number, packed } in queue {
                sink.committed(number, store.commit(&packed));
                // Should that fail, the next commit says so.
                let _ = store.fold_if_long();
            }
        })?;
        Ok(Self { groups: Some(groups), thread: Some(thread) })
    }

    pub fn commit(&self, number: u32, packed: Vec<u8>) {
        if let Some(groups) = &self.groups {
            // The thread ends with the sender alone.
            let _ = groups.send(Group { number, packed });
        }
    }
}

/// Ends once what was sent is committed.
impl Drop for Committer {
    fn drop(&mut self) {
        self.groups = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
