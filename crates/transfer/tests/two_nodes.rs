//! Two stores in one process, with real sockets between them: what is pushed on one side arrives on the other, byte for
//! byte, whatever is lost, repeated or forged on the way.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::{CHUNK, ID, Node, Said, carry, owner, pattern};
use narcine_rpc::{Direct, Status};
use narcine_transfer::{Door, ObjectId, UNWANTED};
use proptest::prelude::*;

#[test]
fn every_size_arrives() {
    let (from, to) = (Node::new("from", 4 << 20), Node::new("to", 4 << 20));
    for (number, (data_len, metadata)) in
        [(0, &b"1"[..]), (1, b""), (999, b"5"), (1000, b""), (995, b"12345"), (998, b"12345"), (123_456, b"RAW")]
            .into_iter()
            .enumerate()
    {
        carry(&from, &to, number as u8, data_len, metadata);
    }
    assert_eq!(to.incoming.count(), 0);
}

#[test]
fn what_is_abandoned_gives_its_room_back() {
    let to = Node::new("to", 2 << 20);
    assert!(to.incoming.accept(1, ID, owner(), 1_500_000));
    assert_eq!(to.next(), Said::Ready(1));
    // There is no room for another one, nor disk: it waits, and is then refused.
    let other = ObjectId([8; 28]);
    assert!(to.incoming.accept(2, other, owner(), 1_500_000));
    to.incoming.abandon(2, other);
    to.incoming.abandon(1, ID);
    assert!(to.incoming.accept(3, other, owner(), 1_500_000));
    assert_eq!(to.next(), Said::Ready(3));
    assert!(to.incoming.accept(4, ID, owner(), 1_500_000));
    assert!(matches!(to.next(), Said::Refused(4, _)));
    assert_eq!(to.incoming.count(), 1);
    to.store.validate().unwrap();
}

/// One chunk as it stands on the wire.
fn chunk(index: u64, size: u64, metadata_size: u64, data: &[u8]) -> Vec<u8> {
    use narcine_rpc::proto::{write_bytes, write_number};
    let mut out = Vec::new();
    write_bytes(&mut out, 2, ID.as_bytes());
    write_number(&mut out, 5, index);
    write_number(&mut out, 6, size);
    write_number(&mut out, 7, metadata_size);
    write_bytes(&mut out, 8, data);
    out
}

/// A Push call whose message comes in pieces of so many bytes.
fn call(service: &Arc<dyn Direct>, message: &[u8], piece: usize) -> Result<Vec<u8>, Status> {
    let mut call = service.begin();
    for bytes in message.chunks(piece) {
        call.piece(bytes)?;
    }
    call.end()
}

#[test]
fn a_node_of_this_host_is_handed_the_object() {
    let (from, to) = (Node::new("from", 4 << 20), Node::near("to", 4 << 20, None));
    // Nobody answers chunks: whatever arrives was handed over.
    to.server.close();
    for (number, (data_len, metadata)) in
        [(0, &b"1"[..]), (1, b""), (1000, b""), (998, b"12345"), (1_234_567, b"RAW")].into_iter().enumerate()
    {
        carry(&from, &to, number as u8, data_len, metadata);
    }
    // One that nobody waits for is no trouble, one of another size is.
    from.outgoing.push(8, to.push_of(ObjectId([1; 28])));
    assert_eq!(from.next(), Said::Pushed(8, "well"));
    let other = ObjectId([77; 28]);
    from.put(other, b"abc", b"");
    assert!(to.incoming.accept(9, other, owner(), 5));
    assert_eq!(to.next(), Said::Ready(9));
    from.outgoing.push(9, to.push_of(other));
    assert_eq!(to.next(), Said::OtherSize(9, 3));
    assert_eq!(from.next(), Said::Pushed(9, "receiver"));
    to.incoming.abandon(9, other);
    to.store.validate().unwrap();
}

#[test]
fn an_object_is_held_while_it_is_copied() {
    let (from, to) = (Node::new("from", 1 << 20), Node::near("to", 4 << 20, None));
    let data = pattern(900_000);
    from.put(ID, &data, b"M");
    assert!(to.incoming.accept(1, ID, owner(), 900_001));
    assert_eq!(to.next(), Said::Ready(1));
    from.outgoing.push(1, to.push_of(ID));
    assert_eq!(to.next(), Said::Arrived(1));
    // And not any longer.
    assert_eq!(from.next(), Said::Pushed(1, "well"));
    from.store.delete(&[ID]);
    assert_eq!(from.store.contains(&[ID]), [false]);
    assert_eq!(to.read(&ID), (data, b"M".to_vec()));
}

#[test]
fn what_arrived_is_not_pushed_out_before_it_is_let_go() {
    let (from, to) = (Node::new("from", 4 << 20), Node::near("to", 2 << 20, None));
    from.put(ID, &pattern(1_500_000), b"");
    assert!(to.incoming.accept(1, ID, owner(), 1_500_000));
    assert_eq!(to.next(), Said::Ready(1));
    from.outgoing.push(1, to.push_of(ID));
    assert_eq!(to.next(), Said::Arrived(1));
    let other = ObjectId([8; 28]);
    assert!(to.incoming.accept(2, other, owner(), 1_500_000));
    assert!(matches!(to.next(), Said::Refused(2, _)));
    to.store.unhold(&[ID]);
    assert!(to.incoming.accept(3, other, owner(), 1_500_000));
    assert_eq!(to.next(), Said::Ready(3));
    assert_eq!(to.store.contains(&[ID]), [false]);
}

#[test]
fn whoever_shows_another_token_has_to_send_chunks() {
    let (from, to) = (Node::with_token("from", 4 << 20, Some("one")), Node::near("to", 4 << 20, Some("two")));
    from.put(ID, &pattern(5_000), b"");
    assert!(to.incoming.accept(1, ID, owner(), 5_000));
    assert_eq!(to.next(), Said::Ready(1));
    from.outgoing.push(1, to.push_of(ID));
    assert_eq!(to.next(), Said::Arrived(1));
    assert_eq!(from.next(), Said::Pushed(1, "well"));
    // And without chunks nothing comes.
    to.server.close();
    let other = ObjectId([8; 28]);
    from.put(other, &pattern(5_000), b"");
    assert!(to.incoming.accept(2, other, owner(), 5_000));
    assert_eq!(to.next(), Said::Ready(2));
    from.outgoing.push(2, to.push_of(other));
    assert_eq!(from.next(), Said::Pushed(2, "receiver"));
}

#[test]
fn a_door_closes_and_leaves_its_name() {
    let mut to = Node::near("to", 2 << 20, None);
    assert!(Door::open(&to.node_id, None, &to.incoming).is_err());
    to.door = None;
    assert!(Door::open(&to.node_id, None, &to.incoming).is_ok());
}

#[test]
fn a_sender_of_what_nobody_wants_is_told() {
    let to = Node::new("to", 2 << 20);
    let service = to.incoming.service();
    assert_eq!(call(&service, &chunk(0, 10, 0, &[1; 10]), 100), Ok(UNWANTED.to_vec()));
    assert!(to.incoming.accept(1, ID, owner(), 10));
    assert_eq!(to.next(), Said::Ready(1));
    assert_eq!(call(&service, &chunk(0, 10, 0, &[1; 10]), 100), Ok(Vec::new()));
    assert_eq!(call(&service, &chunk(0, 10, 0, &[1; 10]), 100), Ok(UNWANTED.to_vec()));
}

/// Offers as nobody of ours makes them: the door hangs up or says what is wrong, and goes on.
mod hostile_offers {
    use std::io::IoSlice;
    use std::mem::MaybeUninit;
    use std::os::fd::{AsFd, OwnedFd};

    use rustix::net::{
        AddressFamily, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketAddrUnix, SocketFlags,
        SocketType,
    };

    use super::*;

    fn connect(to: &Node) -> OwnedFd {
        let hex: String = to.node_id.iter().map(|byte| format!("{byte:02x}")).collect();
        let address = SocketAddrUnix::new_abstract_name(format!("narcine-transfer-{hex}").as_bytes()).unwrap();
        let flags = SocketFlags::CLOEXEC;
        let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, flags, None).unwrap();
        rustix::net::connect(&socket, &address).unwrap();
        socket
    }

    /// What is answered: its first byte and a text; None: it hung up.
    fn answer(to: &Node, offer: &[u8], file: Option<&std::fs::File>) -> Option<(u8, String)> {
        let socket = connect(to);
        let fds: Vec<_> = file.iter().map(|file| file.as_fd()).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !fds.is_empty() {
            control.push(SendAncillaryMessage::ScmRights(&fds));
        }
        rustix::net::sendmsg(&socket, &[IoSlice::new(offer)], &mut control, SendFlags::NOSIGNAL).unwrap();
        let mut bytes = [0; 2000];
        let (_, len) = rustix::net::recv(&socket, &mut bytes[..], RecvFlags::empty()).ok()?;
        (len > 0).then(|| (bytes[0], String::from_utf8_lossy(&bytes[1..len]).into_owned()))
    }

    fn offer(numbers: [u64; 3]) -> Vec<u8> {
        let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
        [b"narcine1", ID.as_bytes()].concat().into_iter().chain(numbers).collect()
    }

    #[test]
    fn are_answered_or_hung_up_on() {
        let to = Node::near("to", 4 << 20, None);
        let short = std::fs::File::create_new(to.folder.join("short")).unwrap();
        drop(short);
        let short = std::fs::File::open(to.folder.join("short")).unwrap();
        assert!(to.incoming.accept(1, ID, owner(), 10_000));
        assert_eq!(to.next(), Said::Ready(1));
        assert_eq!(answer(&to, b"", Some(&short)), None);
        assert_eq!(answer(&to, b"hello", Some(&short)), None);
        assert_eq!(answer(&to, &offer([0, 10_000, 0]), None), None);
        let said = |numbers| answer(&to, &offer(numbers), Some(&short)).unwrap();
        assert!(said([0, u64::MAX, 1]).1.contains("without an end"));
        assert!(said([u64::MAX, 10_000, 0]).1.contains("without an end"));
        assert_eq!(said([0, u64::MAX, 0]).0, 1);
        assert!(said([0, 10_000, 0]).1.contains("does not hold it"));
        assert!(said([1 << 40, 10_000, 0]).1.contains("does not hold it"));
        let folder = std::fs::File::open(&to.folder).unwrap();
        assert_eq!(answer(&to, &offer([0, 10_000, 0]), Some(&folder)).unwrap().0, 1);
        // Whoever connects and goes, or says nothing, is no trouble either.
        drop(connect(&to));
        let _silent = connect(&to);
        let from = Node::new("from", 4 << 20);
        from.put(ID, &pattern(10_000), b"");
        from.outgoing.push(1, to.push_of(ID));
        let said = std::iter::from_fn(|| Some(to.next())).find(|said| !matches!(said, Said::OtherSize(..)));
        assert_eq!(said, Some(Said::Arrived(1)));
        assert_eq!(to.read(&ID).0, pattern(10_000));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Chunks in any order, repeated, with forged ones in between: the object is what was sent.
    #[test]
    fn any_order_and_forgeries(
        size in 1usize..9_000,
        order in prop::collection::vec((0u64..12, 0u8..7), 0..60),
        metadata_share in 0usize..10,
        piece in 1usize..2_000,
    ) {
        let to = Node::new("to", 2 << 20);
        let bytes = pattern(size);
        let metadata_size = (size * metadata_share / 10) as u64;
        let service = to.incoming.service();
        let answer = |message: &[u8]| call(&service, message, piece);
        prop_assert!(to.incoming.accept(1, ID, owner(), size as u64));
        prop_assert_eq!(to.next(), Said::Ready(1));
        let count = (size as u64).div_ceil(CHUNK);
        let part = |index: u64| &bytes[(index * CHUNK) as usize..size.min(((index + 1) * CHUNK) as usize)];
        let good = |index: u64| chunk(index, size as u64, metadata_size, part(index));
        // The first one says how much is metadata, and everything is measured by it.
        prop_assert!(answer(&good(0)).is_ok());
        for (index, kind) in order {
            let index = index % count;
            let forged = match kind {
                0 => { prop_assert!(answer(&good(index)).is_ok()); continue }
                1 => chunk(index, size as u64, metadata_size, &vec![0xff; part(index).len() + 1]),
                2 => chunk(count + index, size as u64, metadata_size, part(index)),
                3 => chunk(index, size as u64 + 1, metadata_size, part(index)),
                4 => chunk(index, size as u64, metadata_size + 1, &vec![0xff; part(index).len()]),
                5 => {
                    // Breaks off in the middle of its data.
                    let mut cut = service.begin();
                    let message = good(index);
                    prop_assert!(cut.piece(&message[..message.len() - 1]).is_ok());
                    continue;
                }
                _ => vec![0xff; index as usize + 1],
            };
            let refused = answer(&forged).is_err();
            // Once the object is there, nobody looks at what well-formed chunks say.
            prop_assert!(refused || to.store.contains(&[ID]) == [true]);
        }
        for index in (0..count).rev() {
            prop_assert!(answer(&good(index)).is_ok());
        }
        let said = std::iter::from_fn(|| to.said.try_recv().ok()).filter(|said| !matches!(said, Said::OtherSize(..)));
        prop_assert_eq!(said.collect::<Vec<_>>(), vec![Said::Arrived(1)]);
        let (data, metadata) = to.read(&ID);
        prop_assert_eq!(metadata.len() as u64, metadata_size);
        prop_assert_eq!([data, metadata].concat(), bytes);
        prop_assert!(to.store.validate().is_ok());
    }
}
