//! Files read and written in aligned chunks, several at a time and past the page cache or through it.
//!
//! Through it while memory is plentiful (pool.rs), because what is still there when it is wanted again comes back without
//! the disk. Past it beyond that, because filling it costs processor time, as much as all else together and several times
//! that where the pages come cold from a host. Past it several chunks at a time, because one thread that copies, sums and
//! then waits for the disk leaves each of them idle by turns.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use rustix::fs::{Mode, OFlags};

/// Bytes of one read or write, and where in a file they begin.
pub const CHUNK: u64 = 1 << 20;
/// What direct IO wants of addresses, offsets and lengths, on every disk there is.
pub const ALIGNMENT: usize = 4096;
/// Threads that keep a disk busy, the caller's among them.
pub const THREADS: u64 = 3;

/// How bytes get between us and the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Through the page cache.
    Cached,
    /// Past it, where the file system can do that.
    Direct,
}

/// Room for one chunk, at an aligned address.
pub struct Buffer {
    bytes: Vec<u8>,
    start: usize,
}

impl Buffer {
    fn new() -> Self {
        let bytes = vec![0; CHUNK as usize + ALIGNMENT];
        let start = bytes.as_ptr().align_offset(ALIGNMENT);
        Self { bytes, start }
    }

    pub fn first(&mut self, len: usize) -> &mut [u8] {
        &mut self.bytes[self.start..self.start + len]
    }
}

/// A file whose chunks go one way.
pub struct ChunkFile {
    file: File,
}

impl ChunkFile {
    pub fn create(path: &Path, way: Way) -> io::Result<Self> {
        Self::open_with(path, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL, way)
    }

    pub fn open(path: &Path, way: Way) -> io::Result<Self> {
        Self::open_with(path, OFlags::RDONLY, way)
    }

    fn open_with(path: &Path, flags: OFlags, way: Way) -> io::Result<Self> {
        let open = |flags| rustix::fs::open(path, flags | OFlags::CLOEXEC, Mode::RUSR | Mode::WUSR);
        let opened = match way {
            Way::Cached => open(flags),
            Way::Direct => match open(flags | OFlags::DIRECT) {
                // The open that was refused may have made the file.
                Err(rustix::io::Errno::INVAL) => open(flags.difference(OFlags::EXCL)),
                other => other,
            },
        };
        Ok(Self { file: File::from(opened?) })
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    /// Writes the first `len` bytes of `buffer` at `at`, an aligned place. The file may be longer than that afterwards.
    pub fn write(&self, buffer: &mut Buffer, len: usize, at: u64) -> io::Result<()> {
        let whole = len.next_multiple_of(ALIGNMENT);
        buffer.first(whole)[len..].fill(0);
        self.or_through_the_cache(|| self.file.write_all_at(buffer.first(whole), at))
    }

    /// Reads up to `len` bytes from the aligned place `at` on; fewer at the end of the file.
    pub fn read<'a>(&self, buffer: &'a mut Buffer, len: usize, at: u64) -> io::Result<&'a [u8]> {
        let whole = len.next_multiple_of(ALIGNMENT);
        let mut done = 0;
        // What follows a short read lies at no aligned place, and a short read is the end of the file or a signal's work.
        while done < len {
            match self.or_through_the_cache(|| self.file.read_at(&mut buffer.first(whole)[done..], at + done as u64)) {
                Ok(0) => break,
                Ok(read) => done += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::InvalidInput && done > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(&buffer.first(whole)[..done.min(len)])
    }

    /// Some file systems take the flag at the opening and refuse the first direct read or write.
    fn or_through_the_cache<T>(&self, mut action: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        match action() {
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                let flags = rustix::fs::fcntl_getfl(&self.file)?;
                // Also where another thread took the flag off meanwhile.
                if flags.contains(OFlags::DIRECT) {
                    rustix::fs::fcntl_setfl(&self.file, flags.difference(OFlags::DIRECT))?;
                }
                action()
            }
            other => other,
        }
    }
}

/// Calls `each` for every chunk that has bytes of `range`, with these bytes' range, on so many threads in any order, and
/// gives what it gave, in order; the first error ends it.
pub fn each_chunk<T: Send, E: Send>(
    threads: u64,
    range: Range<u64>,
    each: impl Fn(&mut Buffer, Range<u64>) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let chunks = range.start / CHUNK..range.end.div_ceil(CHUNK).max(range.start / CHUNK);
    let next = AtomicU64::new(chunks.start);
    let work = || {
        let mut buffer = Buffer::new();
        let mut done = Vec::new();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks.end {
                return Ok(done);
            }
            let bytes = range.start.max(chunk * CHUNK)..range.end.min((chunk + 1) * CHUNK);
            match each(&mut buffer, bytes) {
                Ok(result) => done.push((chunk, result)),
                Err(error) => {
                    next.store(chunks.end, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    let helpers = (chunks.end - chunks.start).min(threads).saturating_sub(1);
    let mut results = thread::scope(|scope| {
        // Where no thread can be had, this one does it all.
        let start = || thread::Builder::new().name("spill".into()).spawn_scoped(scope, work).ok();
        let helpers: Vec<_> = (0..helpers).filter_map(|_| start()).collect();
        let mut results = vec![work()];
        results.extend(helpers.into_iter().map(|helper| match helper.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }));
        results.into_iter().collect::<Result<Vec<_>, E>>().map(|parts| parts.into_iter().flatten().collect::<Vec<_>>())
    })?;
    results.sort_unstable_by_key(|(chunk, _)| *chunk);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file system that refuses direct IO does so to all threads at once, and one of them is the first to take the flag off.
    #[test]
    fn a_thread_goes_through_the_cache_where_another_has_begun_to() {
        let path = std::env::temp_dir().join(format!("narcine-chunks-{}", std::process::id()));
        let file = ChunkFile::create(&path, Way::Direct).unwrap();
        let mut tries = 0;
        let written = file.or_through_the_cache(|| {
            tries += 1;
            if tries == 1 {
                let flags = rustix::fs::fcntl_getfl(&file.file).unwrap();
                rustix::fs::fcntl_setfl(&file.file, flags.difference(OFlags::DIRECT)).unwrap();
                return Err(io::ErrorKind::InvalidInput.into());
            }
            Ok(())
        });
        std::fs::remove_file(&path).unwrap();
        written.unwrap();
    }
}
