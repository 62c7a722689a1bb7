//! Where a node's spill files lie: `<directory>/ray_spilled_objects_<node id hex>`, as Ray names it (Ray 2.60.0,
//! external_storage.py), so that Ray's own clean-up finds it.
//!
//! A node that was killed cannot remove its folder. It holds a lock on a file inside as long as it lives, which the
//! kernel gives back whatever happens; so a folder with that file and without the lock belongs to a dead node of ours,
//! on this host or on any that shares the file system, and may go. Folders of stock nodes have no such file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

const PREFIX: &str = "ray_spilled_objects_";
const LOCK_NAME: &str = "narcine.lock";

/// The folder of one node in one of its spill directories; gone when dropped.
pub struct SpillDirectory {
    path: PathBuf,
    /// Locked while the node lives.
    _lock: File,
}

impl SpillDirectory {
    /// Makes the folder, and `directory` if it is not there.
    pub fn create(directory: &Path, node_id: &str) -> io::Result<Self> {
        let path = directory.join(format!("{PREFIX}{node_id}"));
        match fs::create_dir_all(&path).and_then(|()| lock(&path, true)) {
            Ok(Some(lock)) => Ok(Self { path, _lock: lock }),
            Ok(None) => Err(io::Error::other(format!("{} is used by another process", path.display()))),
            Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SpillDirectory {
    fn drop(&mut self) {
        // Ray's driver may be removing it at the same time.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// None: somebody else has it.
fn lock(folder: &Path, may_create: bool) -> io::Result<Option<File>> {
    let path = folder.join(LOCK_NAME);
    let file = File::options().write(true).create(may_create).truncate(false).open(path)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Removes what killed nodes of ours left in `directory`; gives the folders that went.
pub fn remove_dead_directories(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    folders
        .filter_map(|folder| {
            let path = folder.path();
            let _lock = lock(&path, false).ok().flatten()?;
            fs::remove_dir_all(&path).ok().map(|()| path)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_dead_node_of_ours_left_is_removed() {
        let base = std::env::temp_dir().join(format!("narcine-spill-dirs-{}", std::process::id()));
        let living = SpillDirectory::create(&base, "aa").unwrap();
        let dead = base.join("ray_spilled_objects_bb");
        fs::create_dir_all(&dead).unwrap();
        fs::write(dead.join(LOCK_NAME), "").unwrap();
        let stock = base.join("ray_spilled_objects_cc");
        fs::create_dir_all(&stock).unwrap();
        assert_eq!(remove_dead_directories(&base), std::slice::from_ref(&dead));
        assert!(living.path().exists() && stock.exists() && !dead.exists());
        assert!(SpillDirectory::create(&base, "aa").is_err(), "one process a folder");
        let path = living.path().to_owned();
        drop(living);
        assert!(!path.exists());
        fs::remove_dir_all(&base).unwrap();
    }
}
