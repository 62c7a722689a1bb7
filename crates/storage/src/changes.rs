//! A group of changes, packed by whoever makes it: for each a u8 (1 put, 2 delete), the table's name behind a u8, the
//! key behind a u32, and for a put the row behind a u32 (little endian).

use crate::StorageFault;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    pub table: &'a str,
    pub key: &'a [u8],
    /// None deletes.
    pub row: Option<&'a [u8]>,
}

/// The changes of a packed group, in order.
pub struct Changes<'a> {
    rest: &'a [u8],
}

impl<'a> Changes<'a> {
    pub fn new(packed: &'a [u8]) -> Self {
        Self { rest: packed }
    }

    pub fn pack(change: &Change<'_>, out: &mut Vec<u8>) {
        out.push(if change.row.is_some() { 1 } else { 2 });
        out.push(change.table.len() as u8);
        out.extend_from_slice(change.table.as_bytes());
        for bytes in [Some(change.key), change.row].into_iter().flatten() {
            out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
            out.extend_from_slice(bytes);
        }
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.take(4)?;
        self.take(u32::from_le_bytes(length.try_into().ok()?) as usize)
    }

    fn change(&mut self) -> Option<Change<'a>> {
        let &[kind, length] = self.take(2)? else { return None };
        let table = std::str::from_utf8(self.take(length.into())?).ok()?;
        let key = self.bytes()?;
        let row = match kind {
            1 => Some(self.bytes()?),
            2 => None,
            _ => return None,
        };
        Some(Change { table, key, row })
    }
}

impl<'a> Iterator for Changes<'a> {
    type Item = Result<Change<'a>, StorageFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let change = self.change();
        if change.is_none() {
            self.rest = &[];
        }
        Some(change.ok_or_else(|| StorageFault::corrupt("a group of changes is packed wrong: a defect of the caller")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_group_that_ends_early_is_refused_and_nothing_comes_after_it() {
        let mut packed = Vec::new();
        Changes::pack(&Change { table: "kv", key: b"k", row: Some(b"row") }, &mut packed);
        for end in 1..packed.len() {
            let read: Vec<_> = Changes::new(&packed[..end]).collect();
            assert_eq!(read.len(), 1);
            assert!(read[0].is_err());
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_is_read_again(group in prop::collection::vec(("[a-z]{0,9}", any::<Vec<u8>>(), any::<Option<Vec<u8>>>()), 0..9)) {
            let changes: Vec<_> = group.iter().map(|(table, key, row)| Change { table, key, row: row.as_deref() }).collect();
            let mut packed = Vec::new();
            for change in &changes {
                Changes::pack(change, &mut packed);
            }
            let read: Vec<_> = Changes::new(&packed).map(|each| each.expect("whole")).collect();
            prop_assert_eq!(read, changes);
        }

        #[test]
        fn random_bytes_end_in_an_error_or_not_and_never_in_a_panic(bytes in any::<Vec<u8>>()) {
            let _ = Changes::new(&bytes).count();
        }
    }
}
