//! Calls between our client and our server: answers, statuses, and every way a call can end early.
#![allow(clippy::unwrap_used)]

mod common;

use std::net::TcpListener;
use std::time::Duration;

use common::{ECHO, Event, FAIL, Fixture, HOLD, call, client, until, wait};
use narcine_rpc::{Code, Status};

const HEALTH: &str = "/grpc.health.v1.Health/Check";
const PIN: &str = "/ray.rpc.NodeManagerService/PinObjectIDs";
const FREE: &str = "/ray.rpc.NodeManagerService/FreeLocalObjects";

fn code(result: Result<bytes::Bytes, Status>) -> Code {
    result.unwrap_err().code
}

#[test]
fn answers_of_all_sizes() {
    let f = Fixture::new(None);
    for size in [0, 1, 4, 5, 249, 250, 251, 255, 256, 2_042, 2_043, 2_044, 16_384, 65_536, 1 << 20, 9_000_001, 70 << 20]
    {
        let body: Vec<u8> = (0..size).map(|i: usize| (i / 7) as u8).collect();
        assert!(f.call(ECHO, &body).unwrap() == body, "{size} bytes");
    }
    f.close();
}

#[test]
fn statuses_come_back_whole() {
    let f = Fixture::new(None);
    let status = f.call(FAIL, "In\u{e9}valid 100%\n".as_bytes()).unwrap_err();
    assert_eq!(status, Status { code: Code::Aborted, message: "In\u{e9}valid 100%\n".into(), details: vec![0, 255] });
    assert_eq!(code(f.call("/test.Service/Nope", b"")), Code::Unimplemented);
    f.server().set_constant_reply(ECHO, Some(b"constant")).unwrap();
    assert_eq!(f.call(ECHO, b"x").unwrap(), "constant");
    f.server().set_constant_reply(ECHO, None).unwrap();
    assert_eq!(f.call(ECHO, b"x").unwrap(), "x");
}

#[test]
fn news_are_answered_and_then_told() {
    let f = Fixture::new(None);
    f.server().register_told("/test.Service/News", 7, b"taken").unwrap();
    assert_eq!(f.call("/test.Service/News", b"x").unwrap(), "taken");
    assert_eq!(f.event(), Event::Told(7, b"x".to_vec()));
    assert_eq!(f.server().stats().open_calls, 0);
}

#[test]
fn tokens() {
    let f = Fixture::new(Some("secret"));
    assert_eq!(f.call(ECHO, b"x").unwrap(), "x");
    for wrong in [None, Some(""), Some("secre"), Some("secret2"), Some("Secret")] {
        let other = client(wrong);
        let status = wait(call(&other, &f.address, ECHO, b"x", None)).unwrap_err();
        assert_eq!(status.code, Code::Unauthenticated);
        assert_eq!(status.message, "InvalidAuthToken: Authentication token is missing or incorrect");
        assert_eq!(code(wait(call(&other, &f.address, PIN, b"", None))), Code::Unauthenticated);
        assert_eq!(wait(call(&other, &f.address, HEALTH, b"", None)).unwrap(), &[8u8, 1][..]);
    }
}

#[test]
fn answered_without_the_sink() {
    let f = Fixture::new(None);
    assert_eq!(f.call(HEALTH, b"\x0a\x04node").unwrap(), &[8u8, 1][..]);
    let status = f.call(HEALTH, b"\x0a\x04nodf").unwrap_err();
    assert_eq!((status.code, status.message.as_str()), (Code::NotFound, "service name unknown"));

    let ids = [[b"\x12\x1c".as_slice(), &[1; 28]].concat(), [b"\x12\x1c".as_slice(), &[2; 28]].concat()].concat();
    assert_eq!(f.call(PIN, &ids).unwrap(), &[0x0a, 2, 1, 0][..]);
    assert_eq!(f.objects.pinned.lock().unwrap().len(), 1);
    assert_eq!(f.call(FREE, &[b"\x0a\x1c".as_slice(), &[3; 28]].concat()).unwrap(), "");
    assert_eq!(f.objects.freed.lock().unwrap().len(), 1);
    assert_eq!(code(f.call(FREE, b"\x0a\x1c123")), Code::InvalidArgument);
}

#[test]
fn health_checks_know_the_names_they_are_asked_for() {
    let f = Fixture::new(None);
    assert_eq!(f.call(HEALTH, b"").unwrap(), &[8u8, 1][..]);
    assert_eq!(f.call(HEALTH, b"\x0a\x04node").unwrap(), &[8u8, 1][..]);
    assert_eq!(code(f.call(HEALTH, b"\x0a\x04nodf")), Code::NotFound);
}

#[test]
fn held_calls_are_answered_in_any_order() {
    let f = Fixture::new(None);
    let waiting: Vec<_> = (0..500u32).map(|i| (i, call(&f.client, &f.address, HOLD, &i.to_le_bytes(), None))).collect();
    let mut held: Vec<_> = (0..500).map(|_| f.event()).collect();
    held.reverse();
    for event in held {
        let Event::Held(id, body) = event else { panic!("{event:?}") };
        assert!(f.server().reply(id, &body));
        assert!(!f.server().reply(id, b"twice"));
    }
    for (i, receiver) in waiting {
        assert_eq!(wait(receiver).unwrap(), &i.to_le_bytes()[..]);
    }
    f.close();
}

#[test]
fn deadlines_cancel_at_the_server() {
    let f = Fixture::new(None);
    let receiver = call(&f.client, &f.address, HOLD, b"", Some(Duration::from_millis(50)));
    let Event::Held(id, _) = f.event() else { panic!() };
    assert_eq!(code(wait(receiver)), Code::DeadlineExceeded);
    assert_eq!(f.event(), Event::Cancelled(id));
    assert!(!f.server().reply(id, b"late"));
    assert_eq!(f.call(ECHO, b"next").unwrap(), "next");
    assert_eq!(f.server().stats().open_calls, 0);
}

#[test]
fn disconnect_fails_what_is_open_and_reconnects() {
    let f = Fixture::new(None);
    let receiver = call(&f.client, &f.address, HOLD, b"", None);
    let Event::Held(id, _) = f.event() else { panic!() };
    assert_eq!(f.client.connections(), 1);
    f.client.disconnect(&f.address);
    assert_eq!(code(wait(receiver)), Code::Unavailable);
    assert_eq!(f.event(), Event::Cancelled(id));
    assert_eq!(f.call(ECHO, b"again").unwrap(), "again");
}

#[test]
fn a_server_that_goes_fails_its_calls_and_comes_back() {
    let f = Fixture::new(None);
    let port = f.server().port();
    let receiver = call(&f.client, &f.address, HOLD, b"", None);
    assert!(matches!(f.event(), Event::Held(..)));
    f.server().close();
    assert_eq!(code(wait(receiver)), Code::Unavailable);
    assert!(matches!(f.event(), Event::Cancelled(_)), "told before the server's own end");
    assert_eq!(f.event(), Event::Closed);
    assert_eq!(code(f.call(ECHO, b"x")), Code::Unavailable);
    let next = Fixture::on_port(port, None);
    assert_eq!(f.call(ECHO, b"x").unwrap(), "x");
    next.close();
}

#[test]
fn answers_given_before_close_arrive() {
    let f = Fixture::new(None);
    let receiver = call(&f.client, &f.address, HOLD, b"", None);
    let Event::Held(id, _) = f.event() else { panic!() };
    f.server().reply(id, b"last");
    f.server().close();
    assert_eq!(wait(receiver).unwrap(), "last");
    while f.event() != Event::Closed {}
}

#[test]
fn nobody_listens() {
    // Bound and closed again, so that nothing is there.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let client = client(None);
    let waiting: Vec<_> = (0..100).map(|_| call(&client, &address, ECHO, b"", None)).collect();
    for receiver in waiting {
        let status = wait(receiver).unwrap_err();
        assert_eq!(status.code, Code::Unavailable);
        assert!(status.message.contains("refused"), "{status}");
    }
    assert_eq!(code(wait(call(&client, "not an address", ECHO, b"", None))), Code::Internal);
}

#[test]
fn a_peer_that_is_no_grpc_server() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let client = client(None);
    let receiver = call(&client, &address, ECHO, b"", None);
    let (mut peer, _) = listener.accept().unwrap();
    std::io::Write::write_all(&mut peer, b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    let status = wait(receiver).unwrap_err();
    assert!(matches!(status.code, Code::Unavailable | Code::Internal), "{status}");
    until("the connection is given up", || client.connections() == 0);
}

#[test]
fn ports_are_exclusive() {
    let f = Fixture::new(None);
    let error = Fixture::bind(f.server().port(), None).err().unwrap();
    assert!(error.to_string().contains(&f.address), "{error}");
}
