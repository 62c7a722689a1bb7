//! The client's streams against a peer made of h2 alone, and connections that end at awkward moments.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::mpsc::{Receiver, Sender, channel};

use bytes::Bytes;
use common::{PATIENCE, call, client, wait};
use h2::server::SendResponse;
use http::{HeaderMap, Request, Response};
use narcine_rpc::{CallRequest, Code, Status, StreamSink, Thread, home};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, PartialEq)]
enum Event {
    Opened(Option<String>),
    Message(Vec<u8>),
    Ended(Code, String),
}

struct Sink(Sender<Event>);

impl StreamSink for Sink {
    fn opened(&self, metadata: &HeaderMap) {
        let id = metadata.get("node_id").map(|id| id.to_str().unwrap().to_string());
        let _ = self.0.send(Event::Opened(id));
    }
    fn message(&self, body: &[u8]) {
        let _ = self.0.send(Event::Message(body.to_vec()));
    }
    fn ended(&self, status: Status) {
        let _ = self.0.send(Event::Ended(status.code, status.message));
    }
    fn is_full(&self) -> bool {
        false
    }
}

fn next(events: &Receiver<Event>) -> Event {
    events.recv_timeout(PATIENCE).unwrap()
}

/// Accepts connections for ever; each request of each one goes to `serve`. Returns the address.
fn peer<F>(serve: fn(Request<h2::RecvStream>, SendResponse<Bytes>) -> F) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let (sender, receiver) = channel();
    home(Thread::Control).unwrap().spawn(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        sender.send(listener.local_addr().unwrap().to_string()).unwrap();
        loop {
            let (tcp, _) = listener.accept().await.unwrap();
            tokio::spawn(connection(tcp, serve));
        }
    });
    wait(receiver)
}

async fn connection<F>(tcp: TcpStream, serve: fn(Request<h2::RecvStream>, SendResponse<Bytes>) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut connection = h2::server::handshake(tcp).await.unwrap();
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(serve(request, respond));
    }
}

fn grpc_head() -> Response<()> {
    Response::builder().header("content-type", "application/grpc").header("node_id", "00ff").body(()).unwrap()
}

fn trailers(status: &str) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", status.parse().unwrap());
    trailers.insert("grpc-message", "so%20long".parse().unwrap());
    trailers
}

/// Sends metadata at once, then every byte back in small pieces, then ABORTED.
async fn echo(request: Request<h2::RecvStream>, mut respond: SendResponse<Bytes>) {
    assert_eq!(request.headers()["node_id"], "abcd");
    assert_eq!(request.headers()["te"], "trailers");
    let mut send = respond.send_response(grpc_head(), false).unwrap();
    let mut body = request.into_body();
    while let Some(Ok(chunk)) = body.data().await {
        body.flow_control().release_capacity(chunk.len()).unwrap();
        for piece in chunk.chunks(3 + chunk.len() / 10) {
            send.send_data(Bytes::copy_from_slice(piece), false).unwrap();
        }
    }
    send.send_trailers(trailers("10")).unwrap();
}

fn open(address: &str) -> (narcine_rpc::Client, narcine_rpc::StreamHandle, Receiver<Event>) {
    let client = client(None);
    let (sender, events) = channel();
    let metadata = vec![("node_id".to_string(), "abcd".to_string())];
    let request = CallRequest { address, path: "/ray.rpc.syncer.RaySyncer/StartSync", metadata };
    let stream = client.open_stream(request, Sink(sender));
    (client, stream, events)
}

#[test]
fn both_ways_until_the_peer_ends() {
    let (_client, stream, events) = open(&peer(echo));
    assert_eq!(next(&events), Event::Opened(Some("00ff".into())), "metadata before any message");
    for size in [0usize, 1, 100, 70_000, 3_000_000] {
        let body: Vec<u8> = (0..size).map(|i| (i / 3) as u8).collect();
        stream.send(&body);
        assert!(next(&events) == Event::Message(body), "{size} bytes");
    }
    stream.end();
    assert_eq!(next(&events), Event::Ended(Code::Aborted, "so long".into()));
    stream.send(b"void");
    assert!(events.recv().is_err(), "the end is told once");
}

#[test]
fn cancel_and_disconnect_end_it_once() {
    let address = peer(echo);
    let (_client, stream, events) = open(&address);
    assert!(matches!(next(&events), Event::Opened(_)));
    stream.cancel();
    assert!(matches!(next(&events), Event::Ended(Code::Cancelled, _)));
    assert!(events.recv().is_err());

    let (client, _stream, events) = open(&address);
    assert!(matches!(next(&events), Event::Opened(_)));
    client.disconnect(&address);
    assert!(matches!(next(&events), Event::Ended(Code::Unavailable, _)));
    assert!(events.recv().is_err());

    let (_client, _stream, events) = open("127.0.0.1:1");
    assert!(matches!(next(&events), Event::Ended(Code::Unavailable, _)));
    assert!(events.recv().is_err());
}

#[test]
fn an_orderly_end_is_ok() {
    async fn serve(_: Request<h2::RecvStream>, mut respond: SendResponse<Bytes>) {
        let mut send = respond.send_response(grpc_head(), false).unwrap();
        send.send_data(Bytes::from_static(b"\0\0\0\0\x02hi"), false).unwrap();
        send.send_trailers(trailers("0")).unwrap();
    }
    let (_client, _stream, events) = open(&peer(serve));
    assert!(matches!(next(&events), Event::Opened(_)));
    assert_eq!(next(&events), Event::Message(b"hi".to_vec()));
    assert_eq!(next(&events), Event::Ended(Code::Ok, "so long".into()));
}

#[test]
fn answers_that_break_the_rules_are_errors() {
    async fn serve(request: Request<h2::RecvStream>, mut respond: SendResponse<Bytes>) {
        let body: &[u8] = match request.uri().path() {
            "/t/cut" => b"\0\0\0\0\x09hi",
            "/t/compressed" => b"\x01\0\0\0\x02hi",
            "/t/huge" => b"\0\xff\xff\xff\xff",
            "/t/twice" => b"\0\0\0\0\0\0\0\0\0\0",
            "/t/html" => {
                let response = Response::builder().header("content-type", "text/html").body(()).unwrap();
                respond.send_response(response, true).unwrap();
                return;
            }
            "/t/503" => {
                respond.send_response(Response::builder().status(503).body(()).unwrap(), true).unwrap();
                return;
            }
            "/t/reset" => return respond.send_reset(h2::Reason::INTERNAL_ERROR),
            "/t/nostatus" => {
                let mut send = respond.send_response(grpc_head(), false).unwrap();
                send.send_data(Bytes::from_static(b"\0\0\0\0\0"), true).unwrap();
                return;
            }
            _ => b"",
        };
        let mut send = respond.send_response(grpc_head(), false).unwrap();
        send.send_data(Bytes::from_static(body), false).unwrap();
        send.send_trailers(trailers("0")).unwrap();
    }
    let address = peer(serve);
    let client = client(None);
    for (path, code) in [
        ("/t/cut", Code::Internal),
        ("/t/compressed", Code::Unimplemented),
        ("/t/huge", Code::ResourceExhausted),
        ("/t/twice", Code::Internal),
        ("/t/html", Code::Unknown),
        ("/t/503", Code::Unavailable),
        ("/t/reset", Code::Internal),
        ("/t/nostatus", Code::Internal),
        ("/t/empty", Code::Internal),
    ] {
        assert_eq!(wait(call(&client, &address, path, b"", None)).unwrap_err().code, code, "{path}");
    }
}

#[test]
fn a_connection_closed_between_calls_is_made_anew() {
    let (sender, receiver) = channel();
    home(Thread::Control).unwrap().spawn(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        sender.send(listener.local_addr().unwrap().to_string()).unwrap();
        loop {
            let (tcp, _) = listener.accept().await.unwrap();
            let mut connection = h2::server::handshake(tcp).await.unwrap();
            // One call for each connection, then an orderly goodbye.
            if let Some(Ok((_, mut respond))) = connection.accept().await {
                let mut send = respond.send_response(grpc_head(), false).unwrap();
                send.send_data(Bytes::from_static(b"\0\0\0\0\x02ok"), false).unwrap();
                send.send_trailers(trailers("0")).unwrap();
            }
            connection.graceful_shutdown();
            while let Some(Ok((_, mut respond))) = connection.accept().await {
                respond.send_reset(h2::Reason::REFUSED_STREAM);
            }
        }
    });
    let address = wait(receiver);
    let client = client(None);
    for round in 0..50 {
        let result = wait(call(&client, &address, "/t/t", b"", None));
        assert_eq!(result.unwrap(), "ok", "round {round}");
    }
}
