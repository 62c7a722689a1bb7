//! The threads that write, read and delete, beside the store.
//!
//! Jobs are taken in order, with one exception: files to delete go first, and no write begins while a deletion is under
//! way, because what is freed may be what a full disk lacks. A restore first waits in the store's create queue for room,
//! without a thread.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::{fs, io, thread};

use plasma_store::{CreateRequest, ObjectSource, PlasmaError, StoreHandle, spare_memory};
use plasma_wire::{ObjectId, Owner};

use crate::chunks::{CHUNK, Way};
use crate::directory::{SpillDirectory, remove_dead_directories};
use crate::file::{ReadError, WriteError, Written, restore, write_error, write_fused};
use crate::record::encode_owner;

/// Told from the pool's threads what became of each job.
pub trait SpillSink: Send + Sync + 'static {
    /// One record an object, in the order in which they were chosen. The objects are still held.
    fn spilled(&self, job: u32, result: Result<Vec<Written>, WriteError>);
    fn restored(&self, job: u32, result: Result<(), ReadError>);
    /// The store gives no room: what it would tell a client.
    fn refused(&self, job: u32, reason: PlasmaError);
    /// The files are gone; those that could not be removed, with the reason.
    fn deleted(&self, job: u32, failed: Vec<(PathBuf, io::Error)>);
}

/// A record and the file it lies in.
#[derive(Debug, Clone)]
pub struct Place {
    pub path: PathBuf,
    pub record: Written,
}

/// An object to be brought back.
#[derive(Debug, Clone)]
pub struct Restore {
    pub object_id: ObjectId,
    pub owner: Owner,
    pub place: Place,
    /// Leave one hold on it.
    pub is_held: bool,
}

/// What a pool is started with.
#[derive(Debug, Clone)]
pub struct PoolConfig {
    pub threads: usize,
    /// Spill directories of the node; its own folder in each is made when the first file is written there.
    pub directories: Vec<PathBuf>,
    /// Hex.
    pub node_id: String,
    /// `local_fs_capacity_threshold`: the share of a disk that may be in use.
    pub capacity_threshold: f64,
}

enum Job {
    Spill { job: u32, directory: usize, file_name: String, object_ids: Vec<ObjectId> },
    Restore { job: u32, restore: Restore },
}

#[derive(Default)]
struct Queues {
    deletions: VecDeque<(u32, Vec<PathBuf>)>,
    deleting: usize,
    jobs: VecDeque<Job>,
    /// Restores that wait for room, by job, with their ticket of the store once it is known.
    waiting: HashMap<u32, Option<u64>>,
    is_closed: bool,
}

/// Files that went through the page cache: as many as fit into memory that nobody needs (`spare_memory`), from where they
/// come back without the disk. What is more than that goes past it, and so pushes nothing out of it.
#[derive(Default)]
struct ThroughCache {
    files: HashMap<PathBuf, u64>,
    /// Of the files above and of those being written.
    bytes: u64,
}

impl ThroughCache {
    /// True: the file that is about to be written may go through the cache; it is to be added, and removed some day.
    /// `room`: bytes for all of them.
    fn reserve(&mut self, bytes: u64, room: u64) -> bool {
        let fits = self.bytes.saturating_add(bytes) <= room;
        if fits {
            self.bytes += bytes;
        }
        fits
    }

    fn remove(&mut self, path: &Path) {
        if let Some(bytes) = self.files.remove(path) {
            self.bytes -= bytes;
        }
    }
}

struct Shared {
    store: StoreHandle,
    sink: Box<dyn SpillSink>,
    config: PoolConfig,
    /// The node's folder in each directory, once it is made.
    folders: Mutex<Vec<Option<SpillDirectory>>>,
    queues: Mutex<Queues>,
    wake: Condvar,
    through_cache: Mutex<ThroughCache>,
}

/// Dropping it ends the threads - the job under way is finished, the others are not begun - and removes the node's
/// folders with all files in them.
pub struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    pub fn start(store: StoreHandle, config: PoolConfig, sink: impl SpillSink) -> io::Result<Self> {
        let threads = config.threads.max(1);
        let shared = Arc::new(Shared {
            store,
            sink: Box::new(sink),
            folders: Mutex::new(config.directories.iter().map(|_| None).collect()),
            config,
            queues: Mutex::default(),
            wake: Condvar::new(),
            through_cache: Mutex::default(),
        });
        let mut pool = Self { shared, threads: Vec::new() };
        for _ in 0..threads {
            let shared = pool.shared.clone();
            pool.threads.push(thread::Builder::new().name("spill".into()).spawn(move || shared.run())?);
        }
        Ok(pool)
    }

    /// Writes objects, which the caller holds, into a new file of the node's folder in one of the directories.
    pub fn spill(&self, job: u32, directory: usize, file_name: String, object_ids: Vec<ObjectId>) {
        self.shared.push(Job::Spill { job, directory, file_name, object_ids });
    }

    /// Brings an object back as soon as the store has room.
    pub fn restore(&self, job: u32, restore: Restore) {
        let request = CreateRequest {
            object_id: restore.object_id,
            owner: restore.owner.clone(),
            data_size: restore.place.record.data_size,
            metadata_size: restore.place.record.metadata_size,
            source: ObjectSource::RestoredFromStorage,
            ..CreateRequest::default()
        };
        let shared = self.shared.clone();
        self.shared.lock().waiting.insert(job, None);
        let ticket = self.shared.store.create_when_room(request, move |outcome| {
            shared.lock().waiting.remove(&job);
            match outcome {
                PlasmaError::Ok => shared.push(Job::Restore { job, restore }),
                refusal => shared.sink.refused(job, refusal),
            }
        });
        // Unless it has had its outcome already.
        if let Some(waiting) = self.shared.lock().waiting.get_mut(&job) {
            *waiting = Some(ticket);
        }
    }

    /// Gives up a restore that still waits for room: it is then reported neither as done nor as failed. True if so.
    pub fn cancel_restore(&self, job: u32) -> bool {
        let ticket = self.shared.lock().waiting.remove(&job).flatten();
        ticket.is_some_and(|ticket| self.shared.store.cancel_create(ticket))
    }

    /// Removes files. Unknown ones count as removed.
    pub fn delete(&self, job: u32, paths: Vec<PathBuf>) {
        self.shared.lock().deletions.push_back((job, paths));
        self.shared.wake.notify_one();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.wake.notify_all();
        for thread in self.threads.drain(..) {
            // A panic of the thread was reported when it happened.
            let _ = thread.join();
        }
        self.shared.folders.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

enum Task {
    Delete(u32, Vec<PathBuf>),
    Do(Job),
    End,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queues> {
        // Nothing that can panic runs while it is locked.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn through_cache(&self) -> MutexGuard<'_, ThroughCache> {
        // As above.
        self.through_cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: Job) {
        self.lock().jobs.push_back(job);
        self.wake.notify_one();
    }

    fn run(&self) {
        loop {
            match self.next() {
                Task::End => return,
                Task::Delete(job, paths) => {
                    let failed = paths.into_iter().filter_map(|path| {
                        self.through_cache().remove(&path);
                        match fs::remove_file(&path) {
                            Err(error) if error.kind() != io::ErrorKind::NotFound => Some((path, error)),
                            _ => None,
                        }
                    });
                    self.sink.deleted(job, failed.collect());
                    self.lock().deleting -= 1;
                    self.wake.notify_all();
                }
                Task::Do(Job::Spill { job, directory, file_name, object_ids }) => {
                    let result = self.folder(directory).and_then(|path| self.write(&path.join(file_name), &object_ids));
                    self.sink.spilled(job, result);
                }
                Task::Do(Job::Restore { job, restore }) => self.sink.restored(job, self.read(&restore)),
            }
        }
    }

    fn next(&self) -> Task {
        let mut queues = self.lock();
        loop {
            if queues.is_closed {
                return Task::End;
            }
            if let Some((job, paths)) = queues.deletions.pop_front() {
                queues.deleting += 1;
                return Task::Delete(job, paths);
            }
            let is_ready = |job: &Job| queues.deleting == 0 || matches!(job, Job::Restore { .. });
            if let Some(at) = queues.jobs.iter().position(is_ready)
                && let Some(job) = queues.jobs.remove(at)
            {
                return Task::Do(job);
            }
            queues = self.wake.wait(queues).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The node's folder in a directory, made if it is not there yet.
    fn folder(&self, directory: usize) -> Result<PathBuf, WriteError> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(folder), Some(path)) = (folders.get_mut(directory), self.config.directories.get(directory)) else {
            return Err(WriteError::Io(io::ErrorKind::NotFound.into()));
        };
        if folder.as_ref().is_none_or(|folder| !folder.path().exists()) {
            *folder = None;
            remove_dead_directories(path);
            let made = SpillDirectory::create(path, &self.config.node_id);
            *folder = Some(made.map_err(write_error)?);
        }
        Ok(folder.as_ref().map(|folder| folder.path().to_owned()).unwrap_or_default())
    }

    fn write(&self, path: &Path, object_ids: &[ObjectId]) -> Result<Vec<Written>, WriteError> {
        let gone = || WriteError::Io(io::Error::other("an object is not in the store any more"));
        let objects = object_ids.iter().map(|id| {
            let bytes = self.store.bytes_of(id).ok_or_else(gone)?;
            Ok((encode_owner(&bytes.owner), bytes))
        });
        let objects = objects.collect::<Result<Vec<_>, WriteError>>()?;
        let bytes = objects.iter().map(|(_, bytes)| bytes.data_size + bytes.metadata_size).sum();
        let room = spare_memory().unwrap_or(0);
        let way = if self.through_cache().reserve(bytes, room) { Way::Cached } else { Way::Direct };
        let result = write_fused(path, &objects, self.config.capacity_threshold, way);
        if way == Way::Cached {
            let mut through_cache = self.through_cache();
            through_cache.files.insert(path.to_owned(), bytes);
            if result.is_err() {
                through_cache.remove(path);
            }
        }
        result
    }

    fn read(&self, wanted: &Restore) -> Result<(), ReadError> {
        let id = wanted.object_id;
        let result = match self.store.bytes_of(&id) {
            Some(bytes) => {
                let Place { path, record } = &wanted.place;
                // Of small ones the next in the file is often wanted next, and is then read along.
                let is_cached = record.size < CHUNK || self.through_cache().files.contains_key(path);
                restore(path, record, if is_cached { Way::Cached } else { Way::Direct }, &bytes)
            }
            None => Err(ReadError::Sink(io::Error::other("the object made for it is gone"))),
        };
        match result {
            Ok(()) => self.store.seal_own(id, wanted.is_held),
            Err(_) => self.store.abort_own(id),
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_into_spare_memory_goes_through_the_cache_and_gives_its_room_back() {
        let mut cache = ThroughCache::default();
        let path = PathBuf::from("a");
        assert!(cache.reserve(60, 100));
        cache.files.insert(path.clone(), 60);
        assert!(!cache.reserve(60, 100));
        assert!(cache.reserve(40, 100));
        assert!(!cache.reserve(1, 100));
        cache.remove(&path);
        cache.remove(&path);
        assert_eq!(cache.bytes, 40);
        assert!(!cache.reserve(20, 50));
        assert!(cache.reserve(20, 60));
    }
}
