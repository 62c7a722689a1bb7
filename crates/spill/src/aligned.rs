//! A buffer that direct IO accepts.

/// What direct IO wants of memory addresses, file offsets and lengths; every disk's block size divides it.
pub const BLOCK: usize = 4096;

/// Memory whose first byte lies at a multiple of `BLOCK`.
pub struct AlignedBuffer {
    memory: Vec<u8>,
    skip: usize,
    len: usize,
}

impl AlignedBuffer {
    /// `len` zeroed bytes.
    pub fn new(len: usize) -> Self {
        let memory = vec![0; len + BLOCK];
        let skip = memory.as_ptr().align_offset(BLOCK).min(BLOCK);
        Self { memory, skip, len }
    }

    pub fn bytes(&mut self) -> &mut [u8] {
        &mut self.memory[self.skip..self.skip + self.len]
    }
}
