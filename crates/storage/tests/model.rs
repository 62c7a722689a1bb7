//! The file against a map: puts and deletes in groups, with the file closed and opened again in between.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use narcine_storage::{Change, Changes, CommitSink, Committer, FaultKind, StorageFault, Store};
use proptest::prelude::*;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("narcine-storage-{}-{number}", std::process::id()));
        fs::create_dir(&path).expect("a temporary folder");
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("deeper").join("head.redb")
    }

    fn journal(&self) -> PathBuf {
        self.0.join("deeper").join("head.redb-journal")
    }

    fn copy(&self) -> Self {
        let copy = Self::new();
        fs::create_dir(copy.0.join("deeper")).expect("a folder");
        fs::copy(self.file(), copy.file()).expect("a copy");
        fs::copy(self.journal(), copy.journal()).expect("a copy");
        copy
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

type Model = BTreeMap<(&'static str, Vec<u8>), Vec<u8>>;

const TABLES: [&str; 3] = ["kv", "actor", "a-table-with-a-longer-name"];

fn read(store: &Store) -> Model {
    let mut found = Model::new();
    for table in TABLES {
        store.rows(table, |key, row| drop(found.insert((table, key.to_vec()), row.to_vec()))).expect("rows");
    }
    found
}

fn packed(changes: &[Change<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for change in changes {
        Changes::pack(change, &mut out);
    }
    out
}

#[derive(Debug, Clone)]
enum Step {
    Group(Vec<(usize, Vec<u8>, Option<Vec<u8>>)>),
    Read,
    Reopen,
    /// Another folder gets what the files hold now, as after kill -9.
    Crash,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = prop::collection::vec(0u8..3, 0..3);
    let size = prop_oneof![0usize..70_000, 500_000usize..1_500_000];
    let row = prop_oneof![8 => prop::collection::vec(any::<u8>(), 0..40), 1 => size.prop_map(|size| vec![7; size])];
    let change = (0..TABLES.len(), key, prop::option::weighted(0.7, row));
    let group = prop::collection::vec(change, 0..6).prop_map(Step::Group);
    prop::collection::vec(
        prop_oneof![8 => group, 1 => Just(Step::Read), 1 => Just(Step::Reopen), 2 => Just(Step::Crash)],
        0..20,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn agrees_with_a_map(steps in steps()) {
        let mut folder = Folder::new();
        let mut model = Model::new();
        let mut store = Store::open(&folder.file()).expect("a new file");
        for step in steps {
            match step {
                Step::Group(group) => {
                    let changes: Vec<_> =
                        group.iter().map(|(table, key, row)| Change { table: TABLES[*table], key, row: row.as_deref() }).collect();
                    store.commit(&packed(&changes)).expect("a commit");
                    for (table, key, row) in group {
                        match row {
                            Some(row) => drop(model.insert((TABLES[table], key), row)),
                            None => drop(model.remove(&(TABLES[table], key))),
                        }
                    }
                }
                Step::Reopen => {
                    drop(store);
                    store = Store::open(&folder.file()).expect("the same file");
                }
                Step::Read => prop_assert_eq!(&read(&store), &model),
                Step::Crash => {
                    let copy = folder.copy();
                    drop(store);
                    folder = copy;
                    store = Store::open(&folder.file()).expect("what a crash left");
                }
            }
            store.fold_if_long().expect("a fold");
        }
        prop_assert_eq!(&read(&store), &model);
    }
}

#[test]
fn the_file_is_its_owners_alone() {
    let folder = Folder::new();
    drop(Store::open(&folder.file()).expect("a new file"));
    let mode = |path: PathBuf| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(folder.file()), 0o600);
    assert_eq!(mode(folder.journal()), 0o600);
    assert_eq!(mode(folder.0.join("deeper")), 0o700);
}

#[test]
fn a_file_in_use_is_locked_until_it_is_closed() {
    let folder = Folder::new();
    let first = Store::open(&folder.file()).expect("a new file");
    let fault = Store::open(&folder.file()).err().expect("a fault");
    assert_eq!(fault.kind, FaultKind::Locked);
    drop(first);
    assert!(Store::open(&folder.file()).is_ok());
}

#[test]
fn what_is_no_file_of_ours_is_told_apart_and_left_alone() {
    let folder = Folder::new();
    fs::create_dir(folder.0.join("deeper")).expect("a folder");
    for (content, what) in [(vec![b'x'; 5_000], "text"), (vec![b'x'; 3], "a short file")] {
        fs::write(folder.file(), &content).expect("written");
        let fault = Store::open(&folder.file()).err().expect("a fault");
        assert_eq!(fault.kind, FaultKind::Corrupt, "{what}: {fault}");
        assert_eq!(fs::read(folder.file()).expect("read"), content, "{what}");
    }
    let fault = Store::open(&folder.0).err().expect("a folder is no file");
    assert_eq!(fault.kind, FaultKind::Io);
}

#[test]
fn a_file_whose_making_was_broken_off_is_begun_anew() {
    let folder = Folder::new();
    fs::create_dir(folder.0.join("deeper")).expect("a folder");
    fs::write(folder.file(), vec![0; 8_192]).expect("written");
    assert!(read(&Store::open(&folder.file()).expect("a new file")).is_empty());
}

fn commit_numbers(store: &Store, numbers: std::ops::Range<u8>) {
    for n in numbers {
        store.commit(&packed(&[Change { table: "kv", key: &[n], row: Some(&[n; 200]) }])).expect("a commit");
    }
}

#[test]
fn a_store_that_is_closed_is_one_file() {
    let folder = Folder::new();
    let store = Store::open(&folder.file()).expect("a new file");
    commit_numbers(&store, 0..20);
    assert!(fs::metadata(folder.journal()).expect("there").len() > 0);
    drop(store);
    assert_eq!(fs::metadata(folder.journal()).expect("there").len(), 0);
    fs::remove_file(folder.journal()).expect("removed");
    assert_eq!(read(&Store::open(&folder.file()).expect("the file alone")).len(), 20);
}

#[test]
fn a_long_journal_is_taken_over_and_begun_anew() {
    let folder = Folder::new();
    let store = Store::open(&folder.file()).expect("a new file");
    for round in 0..5u8 {
        for n in 0..10u8 {
            let row = vec![round; 200_000];
            store.commit(&packed(&[Change { table: "kv", key: &[n], row: Some(&row) }])).expect("a commit");
            store.fold_if_long().expect("a fold");
        }
    }
    assert!(fs::metadata(folder.journal()).expect("there").len() < 5 << 20);
    let rows = read(&Store::open(&folder.copy().file()).expect("as after a crash"));
    assert_eq!(rows.len(), 10);
    assert!(rows.values().all(|row| row[0] == 4));
}

#[test]
fn a_journal_of_another_time_or_store_is_not_taken() {
    let folder = Folder::new();
    let store = Store::open(&folder.file()).expect("a new file");
    let old = folder.copy();
    commit_numbers(&store, 0..3);
    store.rows("kv", |_, _| {}).expect("a fold");
    commit_numbers(&store, 3..6);
    // The file is an older copy: the groups between it and the journal are missing.
    fs::copy(folder.journal(), old.journal()).expect("a copy");
    let fault = Store::open(&old.file()).err().expect("a fault");
    assert_eq!(fault.kind, FaultKind::Corrupt, "{fault}");
    // The file is another store's: the journal says nothing about it.
    let other = Folder::new();
    drop(Store::open(&other.file()).expect("a new file"));
    fs::copy(folder.journal(), other.journal()).expect("a copy");
    assert!(read(&Store::open(&other.file()).expect("opened")).is_empty());
}

#[test]
fn a_damaged_journal_ends_where_it_is_damaged() {
    let folder = Folder::new();
    let store = Store::open(&folder.file()).expect("a new file");
    commit_numbers(&store, 0..20);
    let whole = fs::read(folder.journal()).expect("read");
    for at in (0..20 * 230).step_by(61) {
        let copy = folder.copy();
        let mut damaged = whole.clone();
        damaged[at] ^= 0x5a;
        fs::write(copy.journal(), &damaged).expect("written");
        let rows = read(&Store::open(&copy.file()).expect("opened"));
        assert!(rows.len() < 20, "at {at}");
        assert!(rows.iter().enumerate().all(|(n, ((_, key), _))| key[..] == [n as u8]), "at {at}");
    }
}

#[test]
fn a_damaged_file_is_corrupt_or_whole_and_never_a_panic() {
    let folder = Folder::new();
    let row = vec![3; 200];
    let store = Store::open(&folder.file()).expect("a new file");
    for n in 0..200u8 {
        store.commit(&packed(&[Change { table: "kv", key: &[n], row: Some(&row) }])).expect("a commit");
    }
    drop(store);
    let whole = fs::read(folder.file()).expect("read");
    for at in (0..whole.len().min(400_000)).step_by(997) {
        let mut damaged = whole.clone();
        for byte in damaged.iter_mut().skip(at).take(64) {
            *byte ^= 0x5a;
        }
        fs::write(folder.file(), &damaged).expect("written");
        if let Err(fault) = Store::open(&folder.file()) {
            assert!(matches!(fault.kind, FaultKind::Corrupt | FaultKind::Io), "at {at}: {fault}");
        }
    }
}

struct Heard(Sender<(u32, bool)>);

impl CommitSink for Heard {
    fn committed(&self, group: u32, result: Result<(), StorageFault>) {
        let _ = self.0.send((group, result.is_ok()));
    }
}

#[test]
fn the_committer_answers_every_group_in_order_and_ends_with_the_last() {
    let folder = Folder::new();
    let store = Arc::new(Store::open(&folder.file()).expect("a new file"));
    let (sender, heard) = channel();
    let committer = Committer::start(store.clone(), Heard(sender)).expect("a thread");
    for number in 0..20u32 {
        let key = number.to_le_bytes();
        committer.commit(number, packed(&[Change { table: "kv", key: &key, row: Some(&key) }]));
    }
    committer.commit(20, vec![9, 9]);
    committer.commit(21, Vec::new());
    drop(committer);
    let expected: Vec<_> = (0..22).map(|number| (number, number != 20)).collect();
    assert_eq!(heard.iter().collect::<Vec<_>>(), expected);
    assert_eq!(read(&store).len(), 20);
}

#[test]
fn a_full_disk_says_so() {
    #[derive(Debug)]
    struct Small(Mutex<Vec<u8>>, usize);
    impl narcine_storage::StorageBackend for Small {
        fn len(&self) -> std::io::Result<u64> {
            Ok(self.0.lock().expect("lock").len() as u64)
        }
        fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
            out.copy_from_slice(&self.0.lock().expect("lock")[offset as usize..offset as usize + out.len()]);
            Ok(())
        }
        fn set_len(&self, length: u64) -> std::io::Result<()> {
            if length as usize > self.1 {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            self.0.lock().expect("lock").resize(length as usize, 0);
            Ok(())
        }
        fn sync_data(&self) -> std::io::Result<()> {
            Ok(())
        }
        fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
            self.0.lock().expect("lock")[offset as usize..offset as usize + data.len()].copy_from_slice(data);
            Ok(())
        }
    }
    // The disk is full for a large group, for the journal, or where the tables take the journal over: then the next commit says so.
    for (tables, journal, size) in
        [(16 << 20, 16 << 20, 1 << 20), (16 << 20, 3 << 20, 1 << 19), (4 << 20, 16 << 20, 1 << 19)]
    {
        let store =
            Store::over(Small(Mutex::default(), tables), Small(Mutex::default(), journal)).expect("room enough");
        let row = vec![1; size];
        let mut number = 0u32;
        let fault = loop {
            let key = number.to_le_bytes();
            if let Err(fault) = store.commit(&packed(&[Change { table: "kv", key: &key, row: Some(&row) }])) {
                break fault;
            }
            let _ = store.fold_if_long();
            number += 1;
            assert!(number < 100, "the disk is never full");
        };
        assert_eq!(fault.kind, FaultKind::Full, "{fault}");
    }
}
