//! Who is turned away is told why, and so is the sink; masses come as a count.
#![allow(clippy::unwrap_used)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;

use common::{ECHO, Event, Fixture, call, client, until, wait};
use narcine_rpc::{Code, TurnedAway};

const CALLS: u64 = 3_000;

/// Bytes to a server that must end the connection.
fn send(address: &str, bytes: &[u8]) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(common::PATIENCE)).unwrap();
    stream.write_all(bytes).unwrap();
    // A reset ends the connection as well.
    let _ = stream.read_to_end(&mut Vec::new());
}

/// Ends the server; what it told of refused calls, and how many more there were of each kind.
fn close(f: &Fixture) -> (Vec<(String, String)>, Vec<String>, u64, u64) {
    let (mut refused, mut bad, mut more_calls, mut more_connections) = (Vec::new(), Vec::new(), 0, 0);
    f.server().close();
    loop {
        match f.event() {
            Event::Refused(path, reason) => refused.push((path, reason)),
            Event::Bad(reason) => bad.push(reason),
            Event::More(TurnedAway::Call, count) => more_calls += count,
            Event::More(TurnedAway::Connection, count) => more_connections += count,
            Event::Closed => return (refused, bad, more_calls, more_connections),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn wrong_tokens_are_told_and_counted() {
    let f = Fixture::new(Some("right"));
    let (none, wrong) = (client(None), client(Some("wrong")));
    for stranger in [&none, &wrong] {
        let refusal = wait(call(stranger, &f.address, ECHO, b"x", None)).unwrap_err();
        assert_eq!(refusal.code, Code::Unauthenticated);
    }
    let waiting: Vec<_> = (2..CALLS).map(|_| call(&wrong, &f.address, ECHO, b"x", None)).collect();
    for refusal in waiting {
        assert_eq!(wait(refusal).unwrap_err().code, Code::Unauthenticated);
    }
    assert_eq!(f.call(ECHO, b"served").unwrap(), "served");
    assert_eq!(f.server().stats().refused_calls, CALLS);
    let (refused, bad, more, _) = close(&f);
    assert_eq!(refused[0], (ECHO.to_string(), "it has no authentication token".to_string()));
    assert_eq!(refused[1], (ECHO.to_string(), "its authentication token is wrong".to_string()));
    assert_eq!(bad, Vec::<String>::new());
    assert!(refused.len() < 500, "{} reports", refused.len());
    assert_eq!(refused.len() as u64 + more, CALLS);
}

#[test]
fn what_is_not_http2_is_told_and_counted() {
    let f = Fixture::new(None);
    send(&f.address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    send(&f.address, &[0x16; 100]);
    for _ in 2..200 {
        send(&f.address, &[0xee; 100]);
    }
    until("all are seen", || f.server().stats().bad_connections == 200);
    let (refused, bad, _, more) = close(&f);
    assert_eq!(refused, []);
    assert!(bad.iter().all(|reason| reason == "its bytes are not HTTP/2"), "{bad:?}");
    assert!(bad.len() < 100, "{} reports", bad.len());
    assert_eq!(bad.len() as u64 + more, 200);
}
