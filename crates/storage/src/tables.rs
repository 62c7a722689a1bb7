//! The file: tables of bytes under bytes, changed by whole groups (store.rs says when).
//!
//! A commit returns when the disk has the group (fsync). redb writes beside what was there and then changes the root, so
//! a crash at any write leaves the state before the group or after it; the checksums of the newest root say which.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition, TableError};

use crate::changes::Change;
use crate::error::StorageFault;

type Definition<'a> = TableDefinition<'a, &'static [u8], &'static [u8]>;

/// The head has its rows in its own memory and reads the file once, so the cache serves the tree's upper pages alone.
const CACHE_BYTES: usize = 16 << 20;

pub(crate) struct Tables {
    database: Database,
}

impl Tables {
    /// Over any storage that is this process's alone.
    pub fn over(backend: impl StorageBackend) -> Result<Self, StorageFault> {
        if is_unfinished(&backend)? {
            backend.set_len(0)?;
        }
        // Every page is read and its checksum compared: a file that somebody else has changed is found out here.
        let open = || {
            let mut builder = Builder::new();
            builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(true);
            builder.create_with_backend(backend).map_err(StorageFault::of)
        };
        let opened = catch_unwind(AssertUnwindSafe(open));
        let database = opened.unwrap_or_else(|_| Err(StorageFault::corrupt("its structure makes no sense")))?;
        Ok(Self { database })
    }

    /// Every row of a table, by key. A table that was never written has none.
    pub fn rows(&self, table: &str, mut each: impl FnMut(&[u8], &[u8])) -> Result<(), StorageFault> {
        let transaction = self.database.begin_read().map_err(StorageFault::of)?;
        let table = match transaction.open_table(Definition::new(table)) {
            Err(TableError::TableDoesNotExist(_)) => return Ok(()),
            other => other.map_err(StorageFault::of)?,
        };
        for entry in table.iter().map_err(StorageFault::of)? {
            let (key, row) = entry.map_err(StorageFault::of)?;
            each(key.value(), row.value());
        }
        Ok(())
    }

    /// Makes a group durable, whole. After a failure the file must be opened again.
    pub fn commit<'a>(&self, changes: impl IntoIterator<Item = Change<'a>>) -> Result<(), StorageFault> {
        let mut tables: BTreeMap<&str, Vec<Change<'_>>> = BTreeMap::new();
        for change in changes {
            tables.entry(change.table).or_default().push(change);
        }
        let commit = || self.write(&tables).map_err(StorageFault::of);
        catch_unwind(AssertUnwindSafe(commit))
            .unwrap_or_else(|_| Err(StorageFault::corrupt("its structure makes no sense")))
    }

    fn write(&self, tables: &BTreeMap<&str, Vec<Change<'_>>>) -> Result<(), redb::Error> {
        // In one phase, with one fsync: after a crash a root counts only if the checksums of its whole tree are right, and
        // the root before it is still there. A second fsync would only help against who can forge checksums and cut power.
        let transaction = self.database.begin_write()?;
        for (name, changes) in tables {
            let mut table = transaction.open_table(Definition::new(name))?;
            for change in changes {
                match change.row {
                    Some(row) => drop(table.insert(change.key, row)?),
                    None => drop(table.remove(change.key)?),
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Opens the file, or makes it (0600, missing folders 0700). It is this process's alone until it is dropped.
pub(crate) fn open_file(path: &Path) -> Result<FileBackend, StorageFault> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    // Before a look at the content: another head may be making it.
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Err(StorageFault::locked());
    }
    // The name of a new file is the folder's to remember.
    File::open(folder)?.sync_all()?;
    FileBackend::new(file).map_err(StorageFault::of)
}

/// redb writes the first bytes of a new file last, and takes a file without them for none of its own. A head that dies
/// before that has acknowledged nothing.
fn is_unfinished(backend: &impl StorageBackend) -> io::Result<bool> {
    let mut first = [0; 4];
    let length = backend.len()?.min(first.len() as u64) as usize;
    backend.read(0, &mut first[..length])?;
    Ok(length > 0 && first == [0; 4])
}
