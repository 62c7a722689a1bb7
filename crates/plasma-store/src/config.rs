//! What a store is started with, and why it may refuse to start.

use std::io;
use std::path::PathBuf;

#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `--store_socket_name`, at most 107 bytes.
    pub socket_path: PathBuf,
    /// `--object_store_memory`, bytes.
    pub capacity_bytes: u64,
    /// `--plasma_directory`: a tmpfs, usually /dev/shm.
    pub plasma_directory: PathBuf,
    /// `--fallback_directory`; None: objects never go to files.
    pub fallback_directory: Option<PathBuf>,
    /// `oom_grace_period_s` in ms.
    pub oom_grace_ms: u64,
    /// `local_fs_capacity_threshold`: no fallback file when the disk would be fuller than this share.
    pub fs_capacity_threshold: f64,
    /// Objects at most, of any size.
    pub max_objects: usize,
    /// Where `plasma_directory` is a tmpfs: put the arena into a tmpfs of its own with huge pages, if permitted.
    pub wants_huge_pages: bool,
}

impl StoreConfig {
    /// A store with Ray's defaults at `socket_path`.
    pub fn new(socket_path: impl Into<PathBuf>, capacity_bytes: u64) -> Self {
        Self {
            socket_path: socket_path.into(),
            capacity_bytes,
            plasma_directory: "/dev/shm".into(),
            fallback_directory: None,
            oom_grace_ms: 2000,
            fs_capacity_threshold: 0.95,
            max_objects: 8_000_000,
            wants_huge_pages: true,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "--object_store_memory asks for {wanted} bytes of shared memory, but {directory} has only {available} bytes free \
         (df {directory}); give a smaller --object_store_memory, make {directory} larger (docker run --shm-size), or \
         name another directory with --plasma_directory"
    )]
    NoSpace { wanted: u64, available: u64, directory: String },
    #[error("--object_store_memory={0} is too small: an object store needs at least {min} bytes", min = MIN_CAPACITY)]
    TooSmall(u64),
    #[error("{what} {path}: {source}")]
    Io { what: &'static str, path: String, source: io::Error },
    #[error("--store_socket_name {path} has {len} bytes, a unix socket path may have 107: use a shorter --temp-dir")]
    SocketPathTooLong { path: String, len: usize },
}

/// The smallest arena that makes sense, bytes.
pub const MIN_CAPACITY: u64 = 64 << 10;
