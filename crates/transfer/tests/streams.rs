//! Streams between two nodes of ours: whole objects come whole, whatever is forged or broken off costs its own connection.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::{CHUNK, ID, Node, Said, carry, owner, pattern};
use narcine_spill::{ObjectSource as _, Way, write_fused};
use narcine_transfer::{ObjectId, Place, Push, Source};
use proptest::prelude::*;

#[test]
fn a_spilled_object_is_sent_from_its_file() {
    sent_from_its_file(&Node::new("from", 4 << 20), &Node::new("to", 4 << 20), 5_555);
    sent_from_its_file(&Node::new("from", 4 << 20), &Node::streaming("to", 4 << 20, None), 5_555);
    let (from, to) = large_chunks();
    sent_from_its_file(&from, &to, 2_222_222);
}

fn sent_from_its_file(from: &Node, to: &Node, len: usize) {
    let data = pattern(len);
    from.put(ID, &data, b"META");
    let path = from.folder.join("spilled");
    let bytes = from.store.bytes_of(&ID).unwrap();
    assert_eq!((bytes.data_size(), bytes.metadata_size()), (len as u64, 4));
    let address = narcine_spill::encode_owner(&bytes.owner);
    let [record] = write_fused(&path, &[(address, bytes)], 1.0, Way::Direct).unwrap()[..] else { panic!() };
    from.store.delete(&[ID]);
    let push = |record| Push {
        object_id: ID,
        address: to.address(),
        node_id: to.node_id.clone(),
        source: Source::File(Place { path: path.clone(), record }),
        takes_streams: to.takes_streams,
        window: 2,
    };
    assert!(to.incoming.accept(1, ID, owner(), len as u64 + 4));
    assert_eq!(to.next(), Said::Ready(1));
    let mut wrong = record;
    wrong.crc ^= 1;
    from.outgoing.push(1, push(wrong));
    assert_eq!(from.next(), Said::Pushed(1, "corrupt"));
    from.outgoing.push(2, push(record));
    assert_eq!(from.next(), Said::Pushed(2, "well"));
    assert_eq!(to.next(), Said::Arrived(1));
    assert_eq!(to.read(&ID), (data, b"META".to_vec()));
    std::fs::remove_file(&path).unwrap();
    from.outgoing.push(3, push(record));
    assert_eq!(from.next(), Said::Pushed(3, "corrupt"));
}

#[test]
fn a_node_of_ours_is_sent_a_stream() {
    let (from, to) = (Node::new("from", 16 << 20), Node::streaming("to", 16 << 20, None));
    for (number, (data_len, metadata)) in
        [(0, &b"1"[..]), (1, b""), (1000, b""), (998, b"12345"), (1_234_567, b"RAW")].into_iter().enumerate()
    {
        carry(&from, &to, number as u8, data_len, metadata);
    }
    // One that nobody waits for is no trouble, one of another size is, and neither spoils the connection.
    from.outgoing.push(8, to.push_of(ObjectId([4; 28])));
    assert_eq!(from.next(), Said::Pushed(8, "well"));
    let other = ObjectId([77; 28]);
    from.put(other, &pattern(5_000), b"");
    assert!(to.incoming.accept(9, other, owner(), 5));
    assert_eq!(to.next(), Said::Ready(9));
    from.outgoing.push(9, to.push_of(other));
    assert_eq!(to.next(), Said::OtherSize(9, 5_000));
    assert_eq!(from.next(), Said::Pushed(9, "receiver"));
    to.incoming.abandon(9, other);
    carry(&from, &to, 10, 70_000, b"X");
    assert_eq!(to.server.stats().connections, 1);
    to.store.validate().unwrap();
}

/// Two nodes whose chunks do not leave in one write, nor come in one read.
fn large_chunks() -> (Node, Node) {
    let node = |name| Node::with_chunks(name, 64 << 20, None, 300_000);
    (node("from"), node("to").with_streams(None))
}

#[test]
fn large_chunks_go_straight_from_arena_to_arena() {
    let (from, to) = large_chunks();
    for (number, len) in [299_999, 300_000, 300_001, 1_000_000, 9_999_999].into_iter().enumerate() {
        carry(&from, &to, number as u8, len, b"12345");
    }
    // What nobody waits for any more is given up after a chunk or a few, and the connection serves on.
    from.outgoing.push(50, to.push_of(ObjectId([4; 28])));
    assert_eq!(from.next(), Said::Pushed(50, "well"));
    carry(&from, &to, 60, 3_000_000, b"");
    assert_eq!(to.server.stats().connections, 1);
}

#[test]
fn one_that_gets_a_file_of_its_own_is_streamed_too() {
    // More than the receiver's store holds.
    let from = Node::with_chunks("from", 8 << 20, None, 300_000);
    let to = Node::start("to", 2 << 20, None, 300_000, true).with_streams(None);
    from.put(ID, &pattern(3_000_000), b"M");
    assert!(to.incoming.accept(1, ID, owner(), 3_000_001));
    assert_eq!(to.next(), Said::Ready(1));
    from.outgoing.push(1, to.push_of(ID));
    assert_eq!(to.next(), Said::Arrived(1));
    assert_eq!(to.read(&ID), (pattern(3_000_000), b"M".to_vec()));
}

#[test]
fn many_are_streamed_at_a_time() {
    let (from, to) = (Node::new("from", 16 << 20), Node::streaming("to", 16 << 20, Some("t")));
    // The wrong token: not even a chunk.
    from.put(ID, b"abc", b"");
    assert!(to.incoming.accept(99, ID, owner(), 3));
    assert_eq!(to.next(), Said::Ready(99));
    from.outgoing.push(99, to.push_of(ID));
    assert_eq!(from.next(), Said::Pushed(99, "receiver"));
    to.incoming.abandon(99, ID);
    assert_eq!(to.server.stats().bad_connections, 1);
    let from = Node::with_token("from", 16 << 20, Some("t"));
    for number in 0..40u8 {
        let id = ObjectId([number; 28]);
        from.put(id, &pattern(usize::from(number) * 7_001), b"M");
        assert!(to.incoming.accept(number.into(), id, owner(), u64::from(number) * 7_001 + 1));
        assert_eq!(to.next(), Said::Ready(number.into()));
    }
    for number in 0..40u8 {
        from.outgoing.push(number.into(), to.push_of(ObjectId([number; 28])));
    }
    for _ in 0..40 {
        assert!(matches!(from.next(), Said::Pushed(_, "well")));
        assert!(matches!(to.next(), Said::Arrived(_)));
    }
    for number in 0..40u8 {
        assert_eq!(to.read(&ObjectId([number; 28])), (pattern(usize::from(number) * 7_001), b"M".to_vec()));
    }
    to.store.validate().unwrap();
}

#[test]
fn a_stream_to_a_node_that_is_gone_fails_at_once() {
    let from = Node::new("from", 64 << 20);
    // Takes the connection and nothing of what comes.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    from.put(ID, &pattern(32 << 20), b"");
    let (node_id, source) = (vec![1; 28], Source::Store);
    let push = Push { object_id: ID, node_id, address: address.clone(), source, takes_streams: true, window: 4 };
    from.outgoing.push(1, push);
    let accepted = silent.accept().unwrap();
    std::thread::sleep(Duration::from_millis(50));
    from.outgoing.disconnect(&address);
    assert_eq!(from.next(), Said::Pushed(1, "receiver"));
    drop(accepted);
    from.store.delete(&[ID]);
    assert_eq!(from.store.contains(&[ID]), [false], "nothing holds it");
}

/// Streams as nobody of ours sends them: each loses its own connection, and nothing else.
mod hostile_streams {
    use std::io::{ErrorKind, Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn hello(token: &str) -> Vec<u8> {
        [&b"narcine-stream-1"[..], &(token.len() as u16).to_le_bytes(), token.as_bytes()].concat()
    }

    fn head(push: u32, is_last: u8, numbers: [u64; 4]) -> Vec<u8> {
        let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
        [&push.to_le_bytes()[..], &[is_last], ID.as_bytes()].concat().into_iter().chain(numbers).collect()
    }

    fn connect(to: &Node) -> TcpStream {
        let tcp = TcpStream::connect(to.address()).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        tcp
    }

    /// All that is answered until the connection ends.
    fn answers(to: &Node, bytes: &[u8]) -> Vec<u8> {
        let mut tcp = connect(to);
        // It may be over before all is written.
        let _ = tcp.write_all(bytes);
        let _ = tcp.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        match tcp.read_to_end(&mut answer) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
            _ => answer,
        }
    }

    fn waiting(size: u64) -> Node {
        let to = Node::streaming("to", 8 << 20, None);
        assert!(to.incoming.accept(1, ID, owner(), size));
        assert_eq!(to.next(), Said::Ready(1));
        to
    }

    /// What is wanted still comes, and is what was sent.
    fn goes_on(to: &Node, size: usize) {
        let from = Node::new("from", 8 << 20);
        from.put(ID, &pattern(size), b"");
        from.outgoing.push(1, to.push_of(ID));
        let said = std::iter::from_fn(|| Some(to.next())).find(|said| !matches!(said, Said::OtherSize(..)));
        assert_eq!(said, Some(Said::Arrived(1)));
        assert_eq!(to.read(&ID).0, pattern(size));
        to.store.validate().unwrap();
    }

    #[test]
    fn are_hung_up_on_or_answered() {
        let to = waiting(2_500);
        let said = |numbers, data: &[u8]| answers(&to, &[hello(""), head(7, 1, numbers), data.to_vec()].concat());
        for bad in [b"n".to_vec(), b"narcine-stream-2\0\0".to_vec(), hello("wrong"), [hello(""), vec![9; 80]].concat()]
        {
            assert_eq!(answers(&to, &bad), b"");
        }
        let no_end = [&b"narcine-stream-1"[..], &[0xff, 0xff], &[0; 100]].concat();
        assert_eq!(answers(&to, &no_end), b"");
        for [index, size, metadata, len] in [[0, 2_500, 0, 0], [0, 10, 0, 11], [0, 2_500, 0, u64::MAX]] {
            assert_eq!(said([index, size, metadata, len], &[1; 3_000]), b"", "{len} of {size}");
        }
        // Well formed and wrong: an answer that says why, once for the push.
        for numbers in [
            [3, 2_500, 0, 500],
            [u64::MAX, 2_500, 0, 500],
            [0, 2_500, 0, 999],
            [0, 2_500, 2_501, 1_000],
            [0, 2_501, 0, 1_000],
        ] {
            let answer = said(numbers, &vec![1; numbers[3] as usize]);
            assert_eq!((&answer[..4], answer[4]), (&[7, 0, 0, 0][..], 2), "{numbers:?}");
            assert_eq!(answer.len(), 7 + usize::from(u16::from_le_bytes([answer[5], answer[6]])));
        }
        // Broken off in the middle of a chunk: as if it had not come.
        assert_eq!(said([0, 2_500, 0, 1_000], &[0xee; 999]), b"");
        assert!(to.server.stats().bad_connections >= 7);
        let silent = connect(&to);
        goes_on(&to, 2_500);
        drop(silent);
    }

    #[test]
    fn after_its_answer_a_push_is_not_looked_at() {
        let to = waiting(2_500);
        let chunk = |push, is_last, index, len: usize| {
            [
                head(push, is_last, [index, 2_500, 0, len as u64]),
                pattern(2_500)[index as usize * 1_000..][..len].to_vec(),
            ]
            .concat()
        };
        let wrong = [head(1, 0, [0, 9_999, 0, 5]), vec![1; 5]].concat();
        let bytes = [
            hello(""),
            wrong,
            chunk(1, 1, 0, 1_000),
            chunk(2, 0, 0, 1_000),
            chunk(2, 0, 1, 1_000),
            chunk(2, 1, 2, 500),
        ];
        let answer = answers(&to, &bytes.concat());
        assert_eq!((answer[0], answer[4]), (1, 2));
        assert_eq!(answer[answer.len() - 7..], [2, 0, 0, 0, 0, 0, 0]);
        assert_eq!(to.next(), Said::OtherSize(1, 9_999));
        assert_eq!(to.next(), Said::Arrived(1));
        assert_eq!(to.read(&ID).0, pattern(2_500));
        // Nobody waits for it any more.
        let answer = answers(&to, &[hello(""), chunk(3, 0, 0, 1_000)].concat());
        assert_eq!(answer, [3, 0, 0, 0, 1, 0, 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        /// A stream with a part of it changed, cut out or put in: the object is what was sent, or has not come.
        #[test]
        fn damaged_ones_do_no_harm(
            size in 1usize..9_000,
            at in 0.0f64..1.0,
            junk in prop::collection::vec(any::<u8>(), 0..50),
            removed in 0usize..200,
        ) {
            let to = waiting(size as u64);
            let bytes = pattern(size);
            let count = size.div_ceil(CHUNK as usize);
            let mut stream = hello("");
            for (index, part) in bytes.chunks(CHUNK as usize).enumerate() {
                let is_last = u8::from(index + 1 == count);
                stream.extend(head(5, is_last, [index as u64, size as u64, 0, part.len() as u64]));
                // The data is left whole, since nothing tells other bytes from it: only what is around it is damaged.
                stream.extend(part);
            }
            let head_at = ((at * count as f64) as usize) * (65 + CHUNK as usize) + 18;
            let from = (head_at + (at * 65.0) as usize).min(stream.len());
            let until = (from + removed.min(65)).min(stream.len());
            stream.splice(from..until, junk);
            answers(&to, &stream);
            let has_come = to.store.contains(&[ID]) == [true];
            if has_come {
                prop_assert_eq!(to.read(&ID).0.len(), size);
            }
            prop_assert!(to.store.validate().is_ok());
            // Whoever sends it well is served, on the same server.
            if !has_come {
                goes_on_after(&to, size)?;
            }
        }
    }

    fn goes_on_after(to: &Node, size: usize) -> Result<(), TestCaseError> {
        let from = Node::new("from", 8 << 20);
        from.put(ID, &pattern(size), b"");
        from.outgoing.push(1, to.push_of(ID));
        loop {
            match to.next() {
                Said::OtherSize(..) => {}
                said => {
                    prop_assert_eq!(said, Said::Arrived(1));
                    return Ok(());
                }
            }
        }
    }
}
