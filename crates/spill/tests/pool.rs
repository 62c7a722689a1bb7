//! The pool beside a running store: out to a file and back, with the store's own back-pressure.
#![allow(clippy::unwrap_used)]

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use narcine_spill::{
    ObjectId, Owner, Place, PlasmaError, Pool, PoolConfig, ReadError, Restore, SpillSink, WriteError, Written,
};
use plasma_store::{ObjectSource, PlasmaStore, StoreConfig, StoreHandle};

const KIB: u64 = 1024;

enum Outcome {
    Spilled(Result<Vec<Written>, WriteError>),
    Restored(Result<(), ReadError>),
    Refused(PlasmaError),
    Deleted(usize),
}

/// While it is closed, a thread of the pool that has told an outcome goes on when it gets the lock: so a test keeps it busy.
#[derive(Default)]
struct Gate {
    is_closed: AtomicBool,
    lock: Mutex<()>,
}

struct Sink(Sender<(u32, Outcome)>, Arc<Gate>);

impl Sink {
    fn tell(&self, job: u32, outcome: Outcome) {
        let is_closed = self.1.is_closed.load(Ordering::SeqCst);
        let _ = self.0.send((job, outcome));
        if is_closed {
            drop(self.1.lock.lock());
        }
    }
}

impl SpillSink for Sink {
    fn spilled(&self, job: u32, result: Result<Vec<Written>, WriteError>) {
        self.tell(job, Outcome::Spilled(result));
    }

    fn restored(&self, job: u32, result: Result<(), ReadError>) {
        self.tell(job, Outcome::Restored(result));
    }

    fn refused(&self, job: u32, reason: PlasmaError) {
        self.tell(job, Outcome::Refused(reason));
    }

    fn deleted(&self, job: u32, failed: Vec<(PathBuf, io::Error)>) {
        self.tell(job, Outcome::Deleted(failed.len()));
    }
}

struct Bench {
    pool: Option<Pool>,
    store: StoreHandle,
    outcomes: Receiver<(u32, Outcome)>,
    folder: PathBuf,
    gate: Arc<Gate>,
    _running: PlasmaStore,
}

impl Bench {
    fn new(capacity: u64) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("narcine-pool-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = StoreConfig::new(folder.join("store"), capacity);
        config.fallback_directory = Some(folder.clone());
        config.oom_grace_ms = 100;
        let running = PlasmaStore::start(config, || {}).unwrap();
        let store = running.handle();
        let (sender, outcomes) = channel();
        let directories = vec![folder.join("spill")];
        let config = PoolConfig { threads: 2, directories, node_id: "ab".into(), capacity_threshold: 1.0 };
        let gate = Arc::new(Gate::default());
        let pool = Pool::start(store.clone(), config, Sink(sender, gate.clone())).unwrap();
        Self { pool: Some(pool), store, outcomes, folder, gate, _running: running }
    }

    fn pool(&self) -> &Pool {
        self.pool.as_ref().unwrap()
    }

    fn put(&self, id: ObjectId, data: &[u8]) {
        self.store.put(id, Owner::default(), b"RAW", data, ObjectSource::CreatedByWorker).unwrap();
        assert_eq!(self.store.pin(&[id]), [true]);
    }

    fn next(&self, job: u32) -> Outcome {
        let (of, outcome) = self.outcomes.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(of, job);
        outcome
    }

    /// Writes all that can be spilled to a file of this name, and drops pins and holds.
    fn spill(&self, job: u32, name: &str) -> Vec<Written> {
        let ids: Vec<_> = self.store.hold_spillable(u64::MAX, 100).into_iter().map(|(id, _)| id).collect();
        self.pool().spill(job, 0, name.into(), ids.clone());
        let Outcome::Spilled(records) = self.next(job) else { panic!() };
        self.store.unpin(&ids);
        self.store.unhold(&ids);
        records.unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join("spill/ray_spilled_objects_ab").join(name)
    }

    fn restore(&self, job: u32, id: ObjectId, path: &Path, record: Written) {
        let place = Place { path: path.to_owned(), record };
        self.pool().restore(job, Restore { object_id: id, owner: Owner::default(), place, is_held: false });
    }

    fn data(&self, id: ObjectId) -> Vec<u8> {
        let bytes = self.store.bytes_of(&id).unwrap();
        let mut data = vec![0; (bytes.data_size + bytes.metadata_size) as usize];
        bytes.read_at(0, &mut data).unwrap();
        data
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.pool = None;
        assert!(!self.folder.join("spill/ray_spilled_objects_ab").exists(), "the pool takes its folder with it");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn id(n: u8) -> ObjectId {
    ObjectId([n; 28])
}

#[test]
fn objects_go_out_together_and_come_back_one_by_one() {
    let bench = Bench::new(1024 * KIB);
    let data = |n: u8| vec![n; 100_000 + usize::from(n)];
    for n in 1..=3 {
        bench.put(id(n), &data(n));
    }
    let records = bench.spill(1, "a");
    assert_eq!(records.len(), 3);
    bench.store.delete(&[id(1), id(2), id(3)]);
    assert_eq!(bench.store.contains(&[id(2)]), [false]);
    bench.restore(2, id(2), &bench.path("a"), records[1]);
    assert!(matches!(bench.next(2), Outcome::Restored(Ok(()))));
    assert_eq!(bench.data(id(2)), [&data(2)[..], b"RAW"].concat());
    bench.restore(3, id(2), &bench.path("a"), records[1]);
    assert!(matches!(bench.next(3), Outcome::Refused(PlasmaError::ObjectExists)));
    bench.pool().delete(4, vec![bench.path("a"), bench.path("never was")]);
    assert!(matches!(bench.next(4), Outcome::Deleted(0)));
    assert!(!bench.path("a").exists());
}

#[test]
fn a_restore_waits_for_room_and_may_be_given_up() {
    let bench = Bench::new(256 * KIB);
    bench.put(id(1), &[1; 200_000]);
    let records = bench.spill(1, "a");
    bench.store.delete(&[id(1)]);
    bench.put(id(2), &[2; 200_000]);
    // In use, it can neither be evicted nor spilled: while somebody spills, the restore waits.
    bench.store.hold(&[id(2)]);
    bench.store.set_spilling(true);
    bench.restore(2, id(1), &bench.path("a"), records[0]);
    assert!(bench.outcomes.recv_timeout(Duration::from_millis(300)).is_err());
    assert!(bench.pool().cancel_restore(2));
    assert!(!bench.pool().cancel_restore(2));
    bench.restore(3, id(1), &bench.path("a"), records[0]);
    // Nobody spills any more: after the grace period it goes into a file.
    bench.store.set_spilling(false);
    assert!(matches!(bench.next(3), Outcome::Restored(Ok(()))));
    assert_eq!(bench.store.stats().totals.fallback_objects, 1);
    assert_eq!(bench.data(id(1)), [&[1; 200_000][..], b"RAW"].concat());
}

#[test]
fn a_wrong_byte_never_becomes_an_object() {
    let bench = Bench::new(256 * KIB);
    bench.put(id(1), &[1; 100_000]);
    let records = bench.spill(1, "a");
    bench.store.delete(&[id(1)]);
    let mut bytes = std::fs::read(bench.path("a")).unwrap();
    bytes[50_000] ^= 1;
    std::fs::write(bench.path("a"), bytes).unwrap();
    bench.restore(2, id(1), &bench.path("a"), records[0]);
    assert!(matches!(bench.next(2), Outcome::Restored(Err(ReadError::Corrupt(_)))));
    assert_eq!(bench.store.contains(&[id(1)]), [false]);
    assert_eq!(bench.store.stats().totals.objects, 0, "what was made for it is gone");
    bench.store.validate().unwrap();
}

#[test]
fn an_object_freed_while_it_is_written_stays_readable_until_then() {
    let bench = Bench::new(256 * KIB);
    bench.put(id(1), &[1; 100_000]);
    let ids: Vec<_> = bench.store.hold_spillable(1, 1).into_iter().map(|(id, _)| id).collect();
    bench.store.delete(&ids);
    bench.pool().spill(1, 0, "a".into(), ids.clone());
    assert!(matches!(bench.next(1), Outcome::Spilled(Ok(_))));
    bench.store.unhold(&ids);
    assert_eq!(bench.store.stats().totals.objects, 0);
}

#[test]
fn what_is_freed_is_deleted_before_anything_else_is_written() {
    let bench = Bench::new(1024 * KIB);
    bench.put(id(1), &[1; 100_000]);
    bench.spill(1, "a");
    bench.put(id(2), &[2; 100_000]);
    let ids: Vec<_> = bench.store.hold_spillable(1, 1).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, [id(2)]);
    let gate = bench.gate.clone();
    let closed = gate.lock.lock().unwrap();
    gate.is_closed.store(true, Ordering::SeqCst);
    // One thread is at a deletion: the other one does not begin to write meanwhile.
    bench.pool().delete(2, vec![bench.path("never was")]);
    assert!(matches!(bench.next(2), Outcome::Deleted(0)));
    bench.pool().spill(3, 0, "b".into(), ids.clone());
    assert!(bench.outcomes.recv_timeout(Duration::from_millis(300)).is_err());
    assert!(!bench.path("b").exists());
    // A deletion that comes after the write goes before it.
    bench.pool().delete(4, vec![bench.path("a")]);
    assert!(matches!(bench.next(4), Outcome::Deleted(0)));
    assert!(!bench.path("a").exists() && !bench.path("b").exists());
    drop(closed);
    assert!(matches!(bench.next(3), Outcome::Spilled(Ok(_))));
    bench.store.unhold(&ids);
}
