//! A bounds-checked reader of flatbuffer tables.
//!
//! Why our own: Ray declares ids as flatbuffer `string`s that hold raw bytes, so readers that check strings for UTF-8
//! refuse them. Every offset read here is checked against the buffer before use, integers are read byte by byte (no
//! alignment is assumed), and nothing recurses, so arbitrary bytes give an error or a value, never a panic.

/// What was wrong with the bytes of a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("{what}: needs bytes {start}..{end}, the message has {len}")]
    OutOfBounds { what: &'static str, start: usize, end: usize, len: usize },
    #[error("vtable of {len} bytes is not a vtable")]
    BadVtable { len: usize },
    #[error("slot {slot}: field at {offset} does not fit its table of {table_len} bytes")]
    FieldOutsideTable { slot: usize, offset: usize, table_len: usize },
    #[error("{what} has {len} bytes, expected {expected}")]
    WrongLength { what: &'static str, len: usize, expected: usize },
    #[error("{what} has {len} entries or bytes, at most {max} are allowed")]
    TooMany { what: &'static str, len: usize, max: usize },
    #[error("{what} is {value}, which means nothing")]
    BadValue { what: &'static str, value: i64 },
    #[error("message type {0} is not a request of the plasma socket")]
    UnknownType(i64),
}

fn slice<'a>(buf: &'a [u8], start: usize, len: usize, what: &'static str) -> Result<&'a [u8], DecodeError> {
    let end = start.saturating_add(len);
    buf.get(start..end).ok_or(DecodeError::OutOfBounds { what, start, end, len: buf.len() })
}

fn array<const N: usize>(buf: &[u8], start: usize, what: &'static str) -> Result<[u8; N], DecodeError> {
    let mut out = [0; N];
    out.copy_from_slice(slice(buf, start, N, what)?);
    Ok(out)
}

fn offset_at(buf: &[u8], at: usize, what: &'static str) -> Result<usize, DecodeError> {
    Ok(at.saturating_add(u32::from_le_bytes(array(buf, at, what)?) as usize))
}

/// One table of a flatbuffer. Absent fields read as their default, as flatbuffers demands.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    buf: &'a [u8],
    pos: usize,
    table_len: usize,
    vtable: &'a [u8],
}

impl<'a> Table<'a> {
    /// The root table of `buf` (no file identifier, no size prefix, as Ray sends it).
    pub fn root(buf: &'a [u8]) -> Result<Self, DecodeError> {
        let pos = offset_at(buf, 0, "root offset")?;
        let back = i32::from_le_bytes(array(buf, pos, "root table")?);
        let vtable_at = usize::try_from(pos as i64 - i64::from(back)).map_err(|_| DecodeError::OutOfBounds {
            what: "vtable",
            start: 0,
            end: 0,
            len: buf.len(),
        })?;
        let vtable_len = usize::from(u16::from_le_bytes(array(buf, vtable_at, "vtable")?));
        if vtable_len < 4 || vtable_len % 2 != 0 {
            return Err(DecodeError::BadVtable { len: vtable_len });
        }
        let vtable = slice(buf, vtable_at, vtable_len, "vtable")?;
        let table_len = usize::from(u16::from_le_bytes([vtable[2], vtable[3]]));
        slice(buf, pos, table_len, "table")?;
        Ok(Self { buf, pos, table_len, vtable })
    }

    /// Where the `size` bytes of the field in `slot` begin, or `None` when it is absent.
    fn field(&self, slot: usize, size: usize) -> Result<Option<usize>, DecodeError> {
        let at = 4 + slot * 2;
        let Some(entry) = self.vtable.get(at..at + 2) else { return Ok(None) };
        let offset = usize::from(u16::from_le_bytes([entry[0], entry[1]]));
        if offset == 0 {
            return Ok(None);
        }
        if offset < 4 || offset + size > self.table_len {
            return Err(DecodeError::FieldOutsideTable { slot, offset, table_len: self.table_len });
        }
        Ok(Some(self.pos + offset))
    }

    fn scalar<const N: usize>(&self, slot: usize) -> Result<Option<[u8; N]>, DecodeError> {
        self.field(slot, N)?.map(|at| array(self.buf, at, "scalar")).transpose()
    }

    pub fn bool(&self, slot: usize) -> Result<bool, DecodeError> {
        Ok(self.scalar::<1>(slot)?.is_some_and(|b| b[0] != 0))
    }

    pub fn i32(&self, slot: usize) -> Result<i32, DecodeError> {
        Ok(self.scalar(slot)?.map_or(0, i32::from_le_bytes))
    }

    pub fn i64(&self, slot: usize) -> Result<i64, DecodeError> {
        Ok(self.scalar(slot)?.map_or(0, i64::from_le_bytes))
    }

    pub fn u64(&self, slot: usize) -> Result<u64, DecodeError> {
        Ok(self.scalar(slot)?.map_or(0, u64::from_le_bytes))
    }

    /// The bytes of a struct of `N` bytes stored inline, or `None` when absent.
    pub fn inline<const N: usize>(&self, slot: usize) -> Result<Option<[u8; N]>, DecodeError> {
        self.scalar(slot)
    }

    /// The bytes of a string or byte vector, empty when absent.
    pub fn bytes(&self, slot: usize) -> Result<&'a [u8], DecodeError> {
        Ok(self.vector(slot, 1)?.0)
    }

    /// The raw bytes and the length of a vector whose elements take `size` bytes; empty when absent.
    pub fn vector(&self, slot: usize, size: usize) -> Result<(&'a [u8], usize), DecodeError> {
        let Some(at) = self.field(slot, 4)? else { return Ok((&[], 0)) };
        let start = offset_at(self.buf, at, "vector offset")?;
        self.vector_at(start, size)
    }

    fn vector_at(&self, start: usize, size: usize) -> Result<(&'a [u8], usize), DecodeError> {
        let len = u32::from_le_bytes(array(self.buf, start, "vector length")?) as usize;
        let bytes = slice(self.buf, start + 4, len.saturating_mul(size), "vector")?;
        Ok((bytes, len))
    }

    /// Each string of a vector of strings, through `each`; a vector longer than `max` is refused before any is read.
    pub fn strings<T>(
        &self,
        slot: usize,
        max: usize,
        what: &'static str,
        mut each: impl FnMut(&'a [u8]) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let Some(at) = self.field(slot, 4)? else { return Ok(Vec::new()) };
        let start = offset_at(self.buf, at, "vector offset")?;
        let (_, len) = self.vector_at(start, 4)?;
        if len > max {
            return Err(DecodeError::TooMany { what, len, max });
        }
        (0..len)
            .map(|index| {
                let string = offset_at(self.buf, start + 4 + index * 4, "string offset")?;
                each(self.vector_at(string, 1)?.0)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_table_reads_as_defaults() {
        // The 12 bytes stock sends for a table without fields.
        let bytes = [8, 0, 0, 0, 4, 0, 4, 0, 4, 0, 0, 0];
        let table = Table::root(&bytes).unwrap();
        assert_eq!(table.i32(0), Ok(0));
        assert_eq!(table.bytes(3), Ok(&[][..]));
    }

    #[test]
    fn offsets_outside_the_message_are_errors() {
        assert!(Table::root(&[]).is_err());
        assert!(Table::root(&[255, 255, 255, 255]).is_err());
        assert!(Table::root(&[4, 0, 0, 0, 255, 255, 255, 127]).is_err());
        assert!(Table::root(&[4, 0, 0, 0, 0, 0, 0, 128]).is_err());
    }
}
