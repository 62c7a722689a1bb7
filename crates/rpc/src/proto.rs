//! Just enough protobuf for the messages that are read and written in Rust: a reader of fields with bounds, and a writer.

/// The bytes are not a protobuf message. The text says where it stopped.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a protobuf message: {0} at byte {1}")]
pub struct Malformed(&'static str, usize);

#[derive(Debug, PartialEq, Eq)]
pub enum Value<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    /// fixed32 and fixed64: no message here uses them, they are only skipped.
    Fixed,
}

/// Reads field after field; unknown ones are the caller's to ignore.
pub struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next field's number and value; `None` at the end.
    pub fn next_field(&mut self) -> Result<Option<(u32, Value<'a>)>, Malformed> {
        if self.at == self.bytes.len() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let field = u32::try_from(tag >> 3).ok().filter(|&field| field > 0 && field < 1 << 29);
        let field = field.ok_or(Malformed("bad field number", self.at))?;
        let value = match tag & 7 {
            0 => Value::Varint(self.varint()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let len = usize::try_from(self.varint()?).map_err(|_| Malformed("huge length", self.at))?;
                Value::Bytes(self.take(len)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            // Groups (3, 4) are gone from proto3 and none of Ray's messages has one.
            _ => return Err(Malformed("unknown wire type", self.at)),
        };
        Ok(Some((field, value)))
    }

    /// Bytes read so far.
    pub fn position(&self) -> usize {
        self.at
    }

    /// A bare varint.
    pub fn varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0u64;
        for shift in (0..70).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or(Malformed("cut varint", self.at))?;
            self.at += 1;
            if shift == 63 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Malformed("varint over 64 bits", self.at))
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        let end = self.at.checked_add(len).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or(Malformed("cut field", self.at))?;
        let bytes = &self.bytes[self.at..end];
        self.at = end;
        Ok(bytes)
    }
}

/// Appends a field of wire type 2.
pub fn write_bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    write_varint(out, u64::from(field) << 3 | 2);
    write_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a field of wire type 0; left out when it is 0, as protobuf does.
pub fn write_number(out: &mut Vec<u8>, field: u32, value: u64) {
    if value != 0 {
        write_varint(out, u64::from(field) << 3);
        write_varint(out, value);
    }
}

/// Appends a bare varint.
pub fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(bytes: &[u8]) -> Result<Vec<(u32, Value<'_>)>, Malformed> {
        let mut fields = Fields::new(bytes);
        let mut out = Vec::new();
        while let Some(field) = fields.next_field()? {
            out.push(field);
        }
        Ok(out)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn random_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(fields) = all(&bytes) {
                prop_assert!(fields.len() <= bytes.len() / 2);
            }
        }
    }

    proptest! {
        #[test]
        fn written_fields_are_read(fields in prop::collection::vec((1u32..1000, prop::collection::vec(any::<u8>(), 0..300)), 0..8)) {
            let mut bytes = Vec::new();
            for (field, value) in &fields {
                write_bytes(&mut bytes, *field, value);
            }
            let read = all(&bytes).unwrap();
            prop_assert_eq!(read, fields.iter().map(|(f, v)| (*f, Value::Bytes(v))).collect::<Vec<_>>());
        }
    }

    #[test]
    fn known_wire() {
        // 3: 150 (varint), 1: fixed32, 2: fixed64
        assert_eq!(all(&[0x18, 0x96, 1]), Ok(vec![(3, Value::Varint(150))]));
        assert_eq!(all(&[0x0d, 1, 2, 3, 4]), Ok(vec![(1, Value::Fixed)]));
        assert!(all(&[0x0a, 5, 1]).is_err());
        assert!(all(&[0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]).is_err());
        assert_eq!(
            all(&[0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
            Ok(vec![(1, Value::Varint(u64::MAX))])
        );
    }
}
