//! Streams that the server serves, and calls that were meant for another cluster.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::mpsc::{Receiver, Sender, channel};

use common::{CLUSTER, ECHO, Event, Fixture, PATIENCE, STREAM, wait};
use narcine_rpc::{CallId, CallRequest, Code, HeaderMap, Status, StreamHandle, StreamSink};

#[derive(Debug, PartialEq)]
enum Seen {
    Opened(Option<String>),
    Message(Vec<u8>),
    Ended(Code, String),
}

struct Sink(Sender<Seen>);

impl StreamSink for Sink {
    fn opened(&self, metadata: &HeaderMap) {
        let id = metadata.get("node_id").map(|id| id.to_str().unwrap().to_string());
        let _ = self.0.send(Seen::Opened(id));
    }
    fn message(&self, body: &[u8]) {
        let _ = self.0.send(Seen::Message(body.to_vec()));
    }
    fn ended(&self, status: Status) {
        let _ = self.0.send(Seen::Ended(status.code, status.message));
    }
    fn is_full(&self) -> bool {
        false
    }
}

fn open(fixture: &Fixture, metadata: &[(&str, &str)]) -> (StreamHandle, Receiver<Seen>) {
    let (sender, seen) = channel();
    let metadata = metadata.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let request = CallRequest { address: &fixture.address, path: STREAM, metadata };
    (fixture.client.open_stream(request, Sink(sender)), seen)
}

fn next(seen: &Receiver<Seen>) -> Seen {
    seen.recv_timeout(PATIENCE).unwrap()
}

/// An open stream and the server's id for it.
fn opened(fixture: &Fixture) -> (StreamHandle, Receiver<Seen>, CallId) {
    let (stream, seen) = open(fixture, &[("node_id", "abcd")]);
    let Event::StreamOpened(id, node) = fixture.event() else { panic!("no stream came") };
    assert_eq!(node.as_deref(), Some("abcd"));
    assert_eq!(next(&seen), Seen::Opened(Some("00ff".into())), "metadata before any message");
    (stream, seen, id)
}

#[test]
fn messages_go_both_ways_and_the_caller_ends_it() {
    let fixture = Fixture::new(Some("secret"));
    let (stream, seen, id) = opened(&fixture);
    for size in [0usize, 1, 70_000, 3_000_000] {
        let body: Vec<u8> = (0..size).map(|i| (i / 3) as u8).collect();
        stream.send(&body);
        assert_eq!(fixture.event(), Event::StreamMessage(id, body.clone()));
        fixture.server().send_message(id, &body);
        assert!(next(&seen) == Seen::Message(body), "{size} bytes");
    }
    stream.end();
    assert_eq!(fixture.event(), Event::StreamEnded(id));
    assert_eq!(next(&seen), Seen::Ended(Code::Ok, String::new()));
    fixture.server().send_message(id, b"void");
    fixture.close();
}

#[test]
fn the_server_ends_it_after_what_is_queued() {
    let fixture = Fixture::new(None);
    let (_stream, seen, id) = opened(&fixture);
    fixture.server().send_message(id, b"last");
    fixture.server().end_stream(id);
    assert_eq!(next(&seen), Seen::Message(b"last".to_vec()));
    assert_eq!(next(&seen), Seen::Ended(Code::Ok, String::new()));
    assert_eq!(fixture.event(), Event::StreamEnded(id));
    fixture.close();
}

#[test]
fn a_caller_that_is_lost_ends_it_once() {
    let fixture = Fixture::new(None);
    let (stream, _seen, id) = opened(&fixture);
    stream.cancel();
    assert_eq!(fixture.event(), Event::StreamEnded(id));
    let (_stream, _seen, id) = opened(&fixture);
    fixture.client.disconnect(&fixture.address);
    assert_eq!(fixture.event(), Event::StreamEnded(id));
    assert_eq!(fixture.pending_event(), None);
    fixture.close();
}

#[test]
fn closing_the_server_ends_its_streams() {
    let fixture = Fixture::new(None);
    let (_stream, seen, id) = opened(&fixture);
    fixture.server().close();
    assert_eq!(fixture.event(), Event::StreamEnded(id));
    assert_eq!(fixture.event(), Event::Closed);
    assert!(matches!(next(&seen), Seen::Ended(Code::Unavailable | Code::Cancelled, _)));
}

#[test]
fn another_cluster_is_refused() {
    let fixture = Fixture::new(None);
    let ask = |cluster: &str| {
        let (sender, receiver) = channel();
        let metadata = vec![("ray_cluster_id".to_string(), cluster.to_string())];
        let request = CallRequest { address: &fixture.address, path: ECHO, metadata };
        fixture.client.call(request, b"hi", None, move |result| {
            let _ = sender.send(result);
        });
        wait(receiver)
    };
    assert_eq!(ask(CLUSTER).unwrap(), &b"hi"[..]);
    let error = ask("c2").unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated);
    assert!(error.message.starts_with("WrongClusterID"), "{}", error.message);
    assert!(matches!(fixture.event(), Event::Refused(path, _) if path == ECHO));
    let (_stream, seen) = open(&fixture, &[("ray_cluster_id", "c2")]);
    assert!(matches!(next(&seen), Seen::Ended(Code::Unauthenticated, _)));
    fixture.close();
}
