//! The tables and the journal before them: a group is safe once the journal has it, and the tables take what the journal
//! has over in one transaction when it is long enough, when rows are read, and at the end. Which groups they have is
//! written in the same transaction, so that after a crash each group counts once.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

use crate::changes::{Change, Changes};
use crate::error::StorageFault;
use crate::journal::Journal;
use crate::tables::{Tables, open_file};

/// So long the journal becomes: it is read whole when a head starts after a crash.
const FOLD_BYTES: u64 = 4 << 20;
/// A larger group goes to the tables at once: written twice it would cost more than their transaction does.
const LARGE_GROUP: usize = 1 << 20;
/// The store's own table: whose journal it is, and the last group the tables have of it.
const OWN: &str = "journal";

type Rows = BTreeMap<String, BTreeMap<Vec<u8>, Option<Vec<u8>>>>;

pub struct Store {
    tables: Tables,
    state: Mutex<State>,
}

struct State {
    journal: Journal,
    /// What the journal has and the tables have not.
    pending: Rows,
    /// The write that failed: what the disk has is not known before it is opened again.
    lost: Option<StorageFault>,
}

impl Store {
    /// Opens the file and the journal beside it, or makes them (0600, missing folders 0700). They are this process's alone
    /// until the store is dropped.
    pub fn open(path: &Path) -> Result<Self, StorageFault> {
        let tables = Tables::over(open_file(path)?)?;
        let journal = open_file(&journal_path(path))?;
        Self::with(tables, Box::new(journal))
    }

    /// Over any two storages that are this process's alone.
    pub fn over(tables: impl StorageBackend, journal: impl StorageBackend) -> Result<Self, StorageFault> {
        Self::with(Tables::over(tables)?, Box::new(journal))
    }

    fn with(tables: Tables, file: Box<dyn StorageBackend>) -> Result<Self, StorageFault> {
        let mut own = BTreeMap::new();
        tables.rows(OWN, |key, row| drop(own.insert(key.to_vec(), row.to_vec())))?;
        let number =
            |name: &str| own.get(name.as_bytes()).and_then(|row| Some(u64::from_le_bytes(row[..].try_into().ok()?)));
        let identity = match number("identity") {
            Some(identity) => identity,
            None => {
                let identity = RandomState::new().build_hasher().finish();
                let row = identity.to_le_bytes();
                tables.commit([Change { table: OWN, key: b"identity", row: Some(&row) }])?;
                identity
            }
        };
        let applied = number("applied").unwrap_or(0);
        let (journal, found) = Journal::open(file, identity, applied)?;
        if let Some(first) = found.first()
            && first.number > applied + 1
        {
            return Err(StorageFault::corrupt(format!(
                "it ends with group {applied}, and the journal beside it begins with group {}: they are not of one time",
                first.number
            )));
        }
        let mut state = State { journal, pending: Rows::new(), lost: None };
        for group in found.iter().filter(|group| group.number > applied) {
            state.keep(&group.packed)?;
        }
        state.fold(&tables, None)?;
        Ok(Self { tables, state: Mutex::new(state) })
    }

    /// Every row of a table, by key. A table that was never written has none.
    pub fn rows(&self, table: &str, each: impl FnMut(&[u8], &[u8])) -> Result<(), StorageFault> {
        self.state().fold(&self.tables, None)?;
        self.tables.rows(table, each)
    }

    /// Makes a group durable, whole. After a failure the files must be opened again.
    pub fn commit(&self, packed: &[u8]) -> Result<(), StorageFault> {
        // A group that is packed wrong changes nothing.
        for change in Changes::new(packed) {
            change?;
        }
        let state = &mut *self.state();
        if packed.is_empty() {
            return Ok(());
        }
        if packed.len() > LARGE_GROUP {
            return state.fold(&self.tables, Some(packed));
        }
        state.writing(|state| state.journal.append(packed))?;
        state.keep(packed)
    }

    /// The tables should take the journal over before much more comes.
    pub fn is_long(&self) -> bool {
        self.state().journal.bytes() >= FOLD_BYTES
    }

    /// Has the tables take the journal over if it is long: between groups, when nobody waits for one.
    pub fn fold_if_long(&self) -> Result<(), StorageFault> {
        let state = &mut *self.state();
        if state.journal.bytes() < FOLD_BYTES {
            return Ok(());
        }
        state.fold(&self.tables, None)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is ended in order is in one file, and its journal is empty.
impl Drop for Store {
    fn drop(&mut self) {
        let state = &mut *self.state();
        if state.lost.is_none() && state.fold(&self.tables, None).is_ok() {
            // What stays in it is known to the tables.
            let _ = state.journal.empty();
        }
    }
}

impl State {
    fn writing<T>(&mut self, write: impl FnOnce(&mut Self) -> Result<T, StorageFault>) -> Result<T, StorageFault> {
        if let Some(fault) = &self.lost {
            return Err(fault.clone());
        }
        let result = write(self);
        self.lost = result.as_ref().err().cloned();
        result
    }

    fn keep(&mut self, packed: &[u8]) -> Result<(), StorageFault> {
        for change in Changes::new(packed) {
            let Change { table, key, row } = change?;
            if !self.pending.contains_key(table) {
                self.pending.insert(table.to_owned(), BTreeMap::new());
            }
            if let Some(rows) = self.pending.get_mut(table) {
                rows.insert(key.to_vec(), row.map(<[u8]>::to_vec));
            }
        }
        Ok(())
    }

    /// The tables take over what the journal has, and the group `more` that it has not.
    fn fold(&mut self, tables: &Tables, more: Option<&[u8]>) -> Result<(), StorageFault> {
        if self.pending.is_empty() && more.is_none() {
            return Ok(());
        }
        self.writing(|state| {
            let applied = state.journal.last().to_le_bytes();
            let own = Change { table: OWN, key: b"applied", row: Some(&applied) };
            let kept = state.pending.iter().flat_map(|(table, rows)| {
                rows.iter().map(move |(key, row)| Change { table, key, row: row.as_deref() })
            });
            let more = Changes::new(more.unwrap_or_default()).collect::<Result<Vec<_>, _>>()?;
            tables.commit(kept.chain(more).chain([own]))?;
            state.pending.clear();
            state.journal.restart();
            Ok(())
        })
    }
}

fn journal_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}
