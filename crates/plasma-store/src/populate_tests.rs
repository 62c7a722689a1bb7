//! What the reserve thread and the ahead thread do beside each other.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::*;

/// A store that takes its time to hear what is reserved.
struct SlowStore {
    populate: Arc<Populate>,
    is_hearing: Mutex<Sender<()>>,
    taken_back: Mutex<Receiver<()>>,
    tell_taken_back: Mutex<Sender<()>>,
    /// What it was told to be usable, and what was taken from it, in order.
    limits: Mutex<Vec<u64>>,
}

impl Reserver for SlowStore {
    fn reserved(&self, limit: u64) {
        let _ = self.is_hearing.lock().unwrap().send(());
        let _ = self.taken_back.lock().unwrap().recv_timeout(Duration::from_millis(300));
        self.limits.lock().unwrap().push(limit);
    }

    fn failed(&self, reason: &io::Error) {
        panic!("{reason}");
    }

    fn make_fallback(&self, _: FallbackJob) {}

    fn take_back(&self) -> Option<Range<u64>> {
        let range = self.populate.lower(|| Some(CHUNK))?;
        self.limits.lock().unwrap().push(range.start);
        let _ = self.tell_taken_back.lock().unwrap().send(());
        Some(range)
    }
}

#[test]
fn nothing_is_given_back_while_the_store_is_told_that_it_has_it() {
    const CAPACITY: u64 = 64 << 20;
    let arena = Arc::new(Segment::arena(Path::new("/dev/shm"), CAPACITY, 1, false).unwrap());
    let populate = Arc::new(Populate::new(arena.clone(), CAPACITY, 8 << 20).unwrap());
    let (is_hearing, hears) = channel();
    let (tell_taken_back, taken_back) = channel();
    let store = SlowStore {
        populate: populate.clone(),
        is_hearing: Mutex::new(is_hearing),
        taken_back: Mutex::new(taken_back),
        tell_taken_back: Mutex::new(tell_taken_back),
        limits: Mutex::default(),
    };
    assert!(populate.step(CAPACITY, STEP_BYTES, Effort::Least, &store));
    let bytes = thread::scope(|scope| {
        scope.spawn(|| populate.report(true, &store));
        hears.recv().unwrap();
        populate.take_out_pages(&store)
    });
    assert_eq!(bytes, (24 << 20) - CHUNK);
    // The other way round the store would hand out what has no pages any more.
    assert_eq!(*store.limits.lock().unwrap(), [24 << 20, CHUNK]);
    let blocks = rustix::fs::fstat(arena.fd()).unwrap().st_blocks as u64 * 512;
    assert!(blocks <= CHUNK, "{blocks} bytes have pages");
}
