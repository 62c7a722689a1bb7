//! Several senders of one chunk, at the same time.

use std::sync::mpsc::{Receiver, Sender, channel};

use plasma_store::{PlasmaStore, StoreConfig};

use super::*;

struct Sink(Sender<&'static str>);

impl ArrivalSink for Sink {
    fn ready(&self, _: u32) {
        let _ = self.0.send("ready");
    }
    fn refused(&self, _: u32, _: PlasmaError) {
        let _ = self.0.send("refused");
    }
    fn arrived(&self, _: u32) {
        let _ = self.0.send("arrived");
    }
    fn progress(&self, _: u32, _: u64) {}
    fn other_size(&self, _: u32, _: u64) {
        let _ = self.0.send("other size");
    }
    fn failed(&self, _: u32, _: &str) {
        let _ = self.0.send("failed");
    }
}

const ID: ObjectId = ObjectId([7; 28]);
const CHUNK: PushChunk = PushChunk { object_id: ID, chunk_index: 0, data_size: 1000, metadata_size: 0, len: 1000 };

/// A store that waits for one object of one chunk.
fn expecting() -> (PlasmaStore, Incoming, Receiver<&'static str>) {
    static COUNTER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = COUNTER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let socket = std::env::temp_dir().join(format!("narcine-incoming-{}-{number}", std::process::id()));
    let store = PlasmaStore::start(StoreConfig::new(socket, 1 << 20), || {}).unwrap();
    let (tell, said) = channel();
    let incoming = Incoming::new(store.handle(), CHUNK.len, Sink(tell));
    assert!(incoming.accept(1, ID, Owner::default(), CHUNK.data_size));
    assert_eq!(said.recv(), Ok("ready"));
    (store, incoming, said)
}

fn missing(shared: &Shared) -> Claim {
    match shared.check(&CHUNK) {
        Ok(Use::Missing(claim, range)) if range == (0..CHUNK.len) => claim,
        _ => panic!("the chunk is missing and nobody writes it now"),
    }
}

fn bytes(store: &PlasmaStore) -> Vec<u8> {
    let mut found = vec![0; CHUNK.len as usize];
    store.handle().bytes_of(&ID).unwrap().read_at(0, &mut found).unwrap();
    found
}

#[test]
fn an_object_is_not_sealed_while_somebody_writes_into_it() {
    let (store, incoming, said) = expecting();
    let shared = incoming.shared();
    let first = missing(&shared);
    let is_written = shared.write(&CHUNK, first, |object| {
        // The same chunk comes from somebody else meanwhile.
        if let Ok(Use::Missing(second, _)) = shared.check(&CHUNK)
            && shared.write(&CHUNK, second, |object| object.write_at(0, &[1; 1000]))
        {
            shared.finish(&CHUNK, second);
        }
        assert_eq!(store.handle().contains(&[ID]), [false]);
        object.write_at(0, &[1; 1000])
    });
    assert!(is_written);
    shared.finish(&CHUNK, first);
    assert_eq!(said.try_iter().collect::<Vec<_>>(), ["arrived"]);
    assert_eq!(bytes(&store), [1; 1000]);
}

#[test]
fn nobody_completes_a_chunk_that_somebody_else_has_written_to_since() {
    let (store, incoming, said) = expecting();
    let shared = incoming.shared();
    let first = missing(&shared);
    assert!(shared.write(&CHUNK, first, |object| object.write_at(0, &[1; 600])));
    // Its sender lets go of the object while it is copied: it is not finished.
    let second = missing(&shared);
    assert!(shared.write(&CHUNK, second, |object| object.write_at(0, &[9; 1000])));
    assert!(!shared.write(&CHUNK, first, |object| object.write_at(600, &[1; 400])));
    shared.finish(&CHUNK, first);
    assert_eq!((said.try_recv().is_err(), incoming.count()), (true, 1), "it is still missing");
    let third = missing(&shared);
    assert!(shared.write(&CHUNK, third, |object| object.write_at(0, &[1; 1000])));
    shared.finish(&CHUNK, third);
    assert_eq!(said.try_iter().collect::<Vec<_>>(), ["arrived"]);
    assert_eq!(bytes(&store), [1; 1000]);
}
