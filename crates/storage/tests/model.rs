//! The file against a map: puts and deletes in groups, with the file closed and opened again in between.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use narcine_storage::{Change, Changes, CommitSink, Committer, FaultKind, StorageFault, Tables};
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
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

type Model = BTreeMap<(&'static str, Vec<u8>), Vec<u8>>;

const TABLES: [&str; 3] = ["kv", "actor", "a-table-with-a-longer-name"];

fn read(tables: &Tables) -> Model {
    let mut found = Model::new();
    for table in TABLES {
        tables.rows(table, |key, row| drop(found.insert((table, key.to_vec()), row.to_vec()))).expect("rows");
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
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = prop::collection::vec(0u8..3, 0..3);
    let row = prop_oneof![prop::collection::vec(any::<u8>(), 0..40), (0usize..70_000).prop_map(|size| vec![7; size])];
    let change = (0..TABLES.len(), key, prop::option::weighted(0.7, row));
    let group = prop::collection::vec(change, 0..6).prop_map(Step::Group);
    prop::collection::vec(prop_oneof![4 => group, 1 => Just(Step::Reopen)], 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn agrees_with_a_map(steps in steps()) {
        let folder = Folder::new();
        let mut model = Model::new();
        let mut tables = Tables::open(&folder.file()).expect("a new file");
        for step in steps {
            match step {
                Step::Group(group) => {
                    let changes: Vec<_> =
                        group.iter().map(|(table, key, row)| Change { table: TABLES[*table], key, row: row.as_deref() }).collect();
                    tables.commit(Changes::new(&packed(&changes))).expect("a commit");
                    for (table, key, row) in group {
                        match row {
                            Some(row) => drop(model.insert((TABLES[table], key), row)),
                            None => drop(model.remove(&(TABLES[table], key))),
                        }
                    }
                }
                Step::Reopen => {
                    drop(tables);
                    tables = Tables::open(&folder.file()).expect("the same file");
                }
            }
            prop_assert_eq!(&read(&tables), &model);
        }
    }
}

#[test]
fn the_file_is_its_owners_alone() {
    let folder = Folder::new();
    drop(Tables::open(&folder.file()).expect("a new file"));
    let mode = |path: PathBuf| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(folder.file()), 0o600);
    assert_eq!(mode(folder.0.join("deeper")), 0o700);
}

#[test]
fn a_file_in_use_is_locked_until_it_is_closed() {
    let folder = Folder::new();
    let first = Tables::open(&folder.file()).expect("a new file");
    let fault = Tables::open(&folder.file()).err().expect("a fault");
    assert_eq!(fault.kind, FaultKind::Locked);
    drop(first);
    assert!(Tables::open(&folder.file()).is_ok());
}

#[test]
fn what_is_no_file_of_ours_is_told_apart_and_left_alone() {
    let folder = Folder::new();
    fs::create_dir(folder.0.join("deeper")).expect("a folder");
    for (content, what) in [(vec![b'x'; 5_000], "text"), (vec![b'x'; 3], "a short file")] {
        fs::write(folder.file(), &content).expect("written");
        let fault = Tables::open(&folder.file()).err().expect("a fault");
        assert_eq!(fault.kind, FaultKind::Corrupt, "{what}: {fault}");
        assert_eq!(fs::read(folder.file()).expect("read"), content, "{what}");
    }
    let fault = Tables::open(&folder.0).err().expect("a folder is no file");
    assert_eq!(fault.kind, FaultKind::Io);
}

#[test]
fn a_file_whose_making_was_broken_off_is_begun_anew() {
    let folder = Folder::new();
    fs::create_dir(folder.0.join("deeper")).expect("a folder");
    fs::write(folder.file(), vec![0; 8_192]).expect("written");
    assert!(read(&Tables::open(&folder.file()).expect("a new file")).is_empty());
}

#[test]
fn a_damaged_file_is_corrupt_or_whole_and_never_a_panic() {
    let folder = Folder::new();
    let row = vec![3; 200];
    let tables = Tables::open(&folder.file()).expect("a new file");
    for n in 0..200u8 {
        tables.commit(Changes::new(&packed(&[Change { table: "kv", key: &[n], row: Some(&row) }]))).expect("a commit");
    }
    drop(tables);
    let whole = fs::read(folder.file()).expect("read");
    for at in (0..whole.len().min(400_000)).step_by(997) {
        let mut damaged = whole.clone();
        for byte in damaged.iter_mut().skip(at).take(64) {
            *byte ^= 0x5a;
        }
        fs::write(folder.file(), &damaged).expect("written");
        if let Err(fault) = Tables::open(&folder.file()) {
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
    let tables = Arc::new(Tables::open(&folder.file()).expect("a new file"));
    let (sender, heard) = channel();
    let committer = Committer::start(tables.clone(), Heard(sender)).expect("a thread");
    for number in 0..20u32 {
        let key = number.to_le_bytes();
        committer.commit(number, packed(&[Change { table: "kv", key: &key, row: Some(&key) }]));
    }
    committer.commit(20, vec![9, 9]);
    committer.commit(21, Vec::new());
    drop(committer);
    let expected: Vec<_> = (0..22).map(|number| (number, number != 20)).collect();
    assert_eq!(heard.iter().collect::<Vec<_>>(), expected);
    assert_eq!(read(&tables).len(), 20);
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
    let tables = Tables::over(Small(Mutex::default(), 16 << 20)).expect("room enough");
    let row = vec![1; 1 << 20];
    let mut number = 0u32;
    let fault = loop {
        let key = number.to_le_bytes();
        if let Err(fault) = tables.commit(Changes::new(&packed(&[Change { table: "kv", key: &key, row: Some(&row) }])))
        {
            break fault;
        }
        number += 1;
        assert!(number < 100, "the disk is never full");
    };
    assert_eq!(fault.kind, FaultKind::Full, "{fault}");
}
