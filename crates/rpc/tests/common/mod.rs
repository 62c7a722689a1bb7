//! A server whose calls a test answers by script, and a client that waits.
#![allow(clippy::unwrap_used, dead_code)]

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use narcine_rpc::{
    CallId, CallRequest, CallSink, Client, ClientOptions, HeaderMap, Server, ServerOptions, Status, Thread, TurnedAway,
};
use plasma_core::{LocalObjects, ObjectId, Owner};

pub const ECHO: &str = "/test.Service/Echo";
pub const HOLD: &str = "/test.Service/Hold";
pub const FAIL: &str = "/test.Service/Fail";
pub const STREAM: &str = "/test.Service/Stream";
pub const CLUSTER: &str = "c1";
pub const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, PartialEq)]
pub enum Event {
    /// A call of `HOLD`.
    Held(CallId, Vec<u8>),
    /// Handler and body.
    Told(u32, Vec<u8>),
    Cancelled(CallId),
    Bad(String),
    /// Path and reason.
    Refused(String, String),
    More(TurnedAway, u64),
    /// A stream, with its caller's `node_id`.
    StreamOpened(CallId, Option<String>),
    StreamMessage(CallId, Vec<u8>),
    StreamEnded(CallId),
    Closed,
}

struct Script {
    server: Arc<OnceLock<Server>>,
    events: Sender<Event>,
}

impl CallSink for Script {
    fn call(&self, id: CallId, handler: u32, _peer: &str, body: &[u8]) {
        let server = self.server.get().unwrap();
        match handler {
            0 => assert!(server.reply(id, body)),
            1 => self.events.send(Event::Held(id, body.to_vec())).unwrap_or(()),
            _ => {
                let text = String::from_utf8_lossy(body).into_owned();
                let status = Status { code: 10.into(), message: text, details: vec![0, 255] };
                assert!(server.fail(id, status));
            }
        }
    }
    fn told(&self, handler: u32, _peer: &str, body: &[u8]) {
        let _ = self.events.send(Event::Told(handler, body.to_vec()));
    }
    fn cancelled(&self, id: CallId) {
        let _ = self.events.send(Event::Cancelled(id));
    }
    fn stream_opened(&self, id: CallId, handler: u32, _peer: &str, metadata: &HeaderMap) {
        assert_eq!(handler, 3);
        let node = metadata.get("node_id").map(|value| value.to_str().unwrap().to_string());
        let _ = self.events.send(Event::StreamOpened(id, node));
    }
    fn stream_message(&self, id: CallId, body: &[u8]) {
        let _ = self.events.send(Event::StreamMessage(id, body.to_vec()));
    }
    fn stream_ended(&self, id: CallId) {
        let _ = self.events.send(Event::StreamEnded(id));
    }
    fn bad_connection(&self, _: &str, reason: &str) {
        let _ = self.events.send(Event::Bad(reason.to_string()));
    }
    fn refused_call(&self, peer: &str, path: &str, reason: &str) {
        assert!(peer.starts_with("127.0.0.1:"));
        let _ = self.events.send(Event::Refused(path.to_string(), reason.to_string()));
    }
    fn more_turned_away(&self, what: TurnedAway, count: u64) {
        let _ = self.events.send(Event::More(what, count));
    }
    fn closed(&self) {
        let _ = self.events.send(Event::Closed);
    }
    fn is_full(&self) -> bool {
        false
    }
}

/// Objects whose id starts with an odd byte are here.
#[derive(Default)]
pub struct FakeObjects {
    pub pinned: Mutex<HashMap<ObjectId, Owner>>,
    pub freed: Mutex<Vec<ObjectId>>,
}

impl LocalObjects for FakeObjects {
    fn pin_objects(&self, ids: &[ObjectId], owner: &Owner) -> Vec<bool> {
        let here = self.contains_objects(ids);
        let pins = ids.iter().zip(&here).filter(|(_, here)| **here).map(|(id, _)| (*id, owner.clone()));
        self.pinned.lock().unwrap().extend(pins);
        here
    }
    fn free_objects(&self, ids: &[ObjectId]) {
        self.freed.lock().unwrap().extend_from_slice(ids);
    }
    fn contains_objects(&self, ids: &[ObjectId]) -> Vec<bool> {
        ids.iter().map(|id| id.0[0] % 2 == 1).collect()
    }
}

pub struct Fixture {
    server: Arc<OnceLock<Server>>,
    events: Receiver<Event>,
    pub objects: Arc<FakeObjects>,
    pub client: Client,
    pub address: String,
}

impl Fixture {
    pub fn new(token: Option<&str>) -> Self {
        Self::on_port(0, token)
    }

    pub fn on_port(port: u16, token: Option<&str>) -> Self {
        Self::bind(port, token).unwrap()
    }

    pub fn bind(port: u16, token: Option<&str>) -> std::io::Result<Self> {
        let (sender, events) = channel();
        let server = Arc::<OnceLock<Server>>::default();
        let objects = Arc::<FakeObjects>::default();
        let options = ServerOptions {
            host: "127.0.0.1".into(),
            port,
            auth_token: token.map(str::to_string),
            cluster_id: Some(CLUSTER.into()),
            health_services: vec!["node".into()],
            local_objects: Some(objects.clone()),
            thread: Thread::Control,
        };
        let bound = Server::bind(options, Script { server: server.clone(), events: sender })?;
        for (handler, path) in [ECHO, HOLD, FAIL].iter().enumerate() {
            bound.register(path, handler as u32);
        }
        bound.register_stream(STREAM, 3, &[("node_id".into(), "00ff".into())]).unwrap();
        let address = format!("127.0.0.1:{}", bound.port());
        assert!(server.set(bound).is_ok());
        server.get().unwrap().serve().unwrap();
        Ok(Self { server, events, objects, client: client(token), address })
    }

    pub fn server(&self) -> &Server {
        self.server.get().unwrap()
    }

    pub fn event(&self) -> Event {
        self.events.recv_timeout(PATIENCE).unwrap()
    }

    pub fn pending_event(&self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    pub fn call(&self, path: &str, body: &[u8]) -> Result<Bytes, Status> {
        wait(call(&self.client, &self.address, path, body, None))
    }

    /// Ends the server and checks that nothing of it is left.
    pub fn close(&self) {
        self.server().close();
        while self.event() != Event::Closed {}
        assert_eq!(self.server().stats().connections, 0);
        assert_eq!(self.server().stats().open_calls, 0);
    }
}

pub fn client(token: Option<&str>) -> Client {
    Client::new(ClientOptions { auth_token: token.map(str::to_string), ..ClientOptions::default() }).unwrap()
}

pub fn call(
    client: &Client,
    address: &str,
    path: &str,
    body: &[u8],
    limit: Option<Duration>,
) -> Receiver<Result<Bytes, Status>> {
    let (sender, receiver) = channel();
    let request = CallRequest { address, path, metadata: Vec::new() };
    client.call(request, body, limit, move |result| {
        let _ = sender.send(result);
    });
    receiver
}

pub fn wait<T>(receiver: Receiver<T>) -> T {
    receiver.recv_timeout(PATIENCE).unwrap()
}

pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
