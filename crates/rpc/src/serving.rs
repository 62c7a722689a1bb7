//! Connections and calls of a server: accept, authenticate, read, answer or hand over, send.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use h2::RecvStream;
use h2::server::SendResponse;
use http::header::HeaderValue;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use tokio::net::{TcpListener, TcpStream};

use crate::clock::{sleep, timeout};
use crate::connection::keepalive;
use crate::fast_path::{self, FREE_LOCAL_OBJECTS, HEALTH_CHECK, PIN_OBJECT_IDS};
use crate::frame::{MessageReader, frame};
use crate::limits;
use crate::runtime::spawn;
use crate::server::{Shared, StreamRoute, same_bytes};
use crate::status::{Code, Status};
use crate::stream;
use crate::tls;
use crate::turned_away::{TurnedAway, foreign_text, report};

/// Counts a connection for as long as it lives.
struct Counted(Arc<Shared>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Accepts until the server closes; then the port is free.
pub async fn accept(shared: Arc<Shared>, listener: TcpListener) {
    let mut closing = shared.closing.subscribe();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.wait_for(|&closing| closing) => return,
        };
        match accepted {
            Ok((tcp, peer)) => {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                spawn(connection(Counted(shared.clone()), tcp, peer));
            }
            // Out of descriptors, or the peer was gone at once: the next one may do better.
            Err(_) => sleep(limits::ACCEPT_PAUSE).await,
        }
    }
}

async fn connection(counted: Counted, tcp: TcpStream, peer: SocketAddr) {
    let shared = &counted.0;
    let peer: Arc<str> = peer.to_string().into();
    // Small answers must not wait for the acknowledgement of earlier ones; failure only costs speed.
    let _ = tcp.set_nodelay(true);
    let mut closing = shared.closing.subscribe();
    let ended = tokio::select! {
        ended = serve(shared, tcp, &peer) => ended,
        _ = async {
            let _ = closing.wait_for(|&closing| closing).await;
            sleep(limits::CLOSE_FLUSH).await;
        } => Ok(()),
    };
    if let Err(reason) = ended {
        shared.bad_connections.fetch_add(1, Ordering::Relaxed);
        report(shared, TurnedAway::Connection, || shared.sink.bad_connection(&peer, &reason));
    }
}

/// Runs a connection to its end; an error is the peer's breach of the protocol, in words.
async fn serve(shared: &Arc<Shared>, tcp: TcpStream, peer: &Arc<str>) -> Result<(), String> {
    // What is not HTTP/2 is plain.
    if let Some(other) = shared.other.get().filter(|_| !tls::is_on()) {
        let mut first = [0];
        match timeout(limits::HANDSHAKE_TIMEOUT, tcp.peek(&mut first)).await {
            Ok(Ok(1)) if first[0] == other.first_byte() => return other.run(tcp).await,
            Ok(Ok(1)) => {}
            Ok(_) => return Ok(()),
            Err(_) => return Err("no HTTP/2 preface came".to_string()),
        }
    }
    let mut builder = h2::server::Builder::new();
    builder
        .initial_window_size(limits::STREAM_WINDOW)
        .initial_connection_window_size(limits::CONNECTION_WINDOW)
        .max_frame_size(limits::MAX_FRAME_BYTES)
        .max_header_list_size(limits::MAX_HEADER_LIST_BYTES)
        .max_concurrent_streams(limits::MAX_STREAMS)
        .max_pending_accept_reset_streams(limits::MAX_PENDING_RESETS);
    let socket = match timeout(limits::HANDSHAKE_TIMEOUT, tls::accepted(tcp)).await {
        Ok(Ok(socket)) => socket,
        Ok(Err(error)) => return Err(format!("its TLS handshake failed: {error}")),
        Err(_) => return Err("no TLS handshake came".to_string()),
    };
    let handshake = timeout(limits::HANDSHAKE_TIMEOUT, builder.handshake::<_, Bytes>(socket)).await;
    let mut connection = match handshake {
        Ok(Ok(connection)) => connection,
        // In the handshake h2 reads nothing but the preface.
        Ok(Err(error)) => return breach(&error).map_err(|_| "its bytes are not HTTP/2".to_string()),
        Err(_) => return Err("no HTTP/2 preface came".to_string()),
    };
    let waiting = Arc::<AtomicUsize>::default();
    let watched = waiting.clone();
    let wanted = move || watched.load(Ordering::Relaxed) > 0;
    let ping = connection.ping_pong();
    let (every, limit) = (limits::SERVER_KEEPALIVE, limits::SERVER_KEEPALIVE_TIMEOUT);
    let watchdog = keepalive(ping, every, limit, limits::SERVER_KEEPALIVE_REST, wanted);
    tokio::pin!(watchdog);
    let mut closing = shared.closing.subscribe();
    let mut told = false;
    loop {
        tokio::select! {
            next = connection.accept() => match next {
                None => return Ok(()),
                Some(Err(error)) => return breach(&error),
                Some(Ok((request, respond))) => {
                    let call = Call { shared: shared.clone(), peer: peer.clone(), waiting: waiting.clone(), respond };
                    waiting.fetch_add(1, Ordering::Relaxed);
                    shared.active.fetch_add(1, Ordering::Relaxed);
                    spawn(call.run(request));
                }
            },
            () = &mut watchdog => return Ok(()),
            _ = closing.wait_for(|&closing| closing), if !told => {
                told = true;
                connection.graceful_shutdown();
            }
        }
    }
}

/// A connection that merely went away is no breach.
fn breach(error: &h2::Error) -> Result<(), String> {
    if error.is_io() || error.is_remote() { Ok(()) } else { Err(error.to_string()) }
}

/// One call, alive until its answer is with HTTP/2 or its caller is gone.
struct Call {
    shared: Arc<Shared>,
    peer: Arc<str>,
    /// Open calls of the connection.
    waiting: Arc<AtomicUsize>,
    respond: SendResponse<Bytes>,
}

impl Drop for Call {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.shared.active.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Call {
    async fn run(mut self, request: Request<RecvStream>) {
        self.shared.calls.fetch_add(1, Ordering::Relaxed);
        if let Some(status) = not_grpc(&request) {
            self.refused(request.uri().path(), "it is not gRPC");
            let mut response = Response::new(());
            *response.status_mut() = status;
            // An error means that the caller is gone.
            let _ = self.respond.send_response(response, true);
            return;
        }
        match self.answer(request).await {
            Some(Ok(reply)) => self.send_reply(reply),
            Some(Err(status)) => self.send_status(&status),
            None => {}
        }
    }

    /// The framed reply or status; `None` when the caller went away first.
    async fn answer(&mut self, request: Request<RecvStream>) -> Option<Result<Bytes, Status>> {
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        if path != HEALTH_CHECK && !self.is_authentic(&head.headers) {
            let shown = head.headers.contains_key("authorization");
            self.refused(
                path,
                if shown { "its authentication token is wrong" } else { "it has no authentication token" },
            );
            let text = "InvalidAuthToken: Authentication token is missing or incorrect";
            return Some(Err(Status::new(Code::Unauthenticated, text)));
        }
        if path != HEALTH_CHECK && !self.is_of_this_cluster(&head.headers) {
            self.refused(path, "it was meant for another cluster");
            let text = "WrongClusterID: Perhaps the client is accessing GCS after it has restarted.";
            return Some(Err(Status::new(Code::Unauthenticated, text)));
        }
        let mut reader = MessageReader::new(body, self.shared.budget.clone());
        let local = self.shared.local_objects.clone();
        let direct = match (path, local) {
            (HEALTH_CHECK, _) => self
                .read(&mut reader)
                .await?
                .and_then(|body| fast_path::health_check(&body, &self.shared.health_services)),
            (PIN_OBJECT_IDS, Some(local)) => {
                self.read(&mut reader).await?.and_then(|body| fast_path::pin_object_ids(&body, &*local))
            }
            (FREE_LOCAL_OBJECTS, Some(local)) => {
                self.read(&mut reader).await?.and_then(|body| fast_path::free_local_objects(&body, &*local))
            }
            _ => return self.routed(path, &head.headers, reader).await,
        };
        Some(direct.and_then(|reply| frame(&reply)))
    }

    async fn routed(
        &mut self,
        path: &str,
        headers: &HeaderMap,
        mut reader: MessageReader,
    ) -> Option<Result<Bytes, Status>> {
        let route = self.shared.route(path);
        if let Some(route) = route.stream {
            self.stream(&route, headers, reader).await;
            return None;
        }
        if route.handler.is_none() && route.constant.is_none() && route.direct.is_none() {
            return Some(Err(Status::new(Code::Unimplemented, format!("{path} is not served here"))));
        }
        if let Some(direct) = route.direct {
            let mut call = direct.begin();
            // While the call waits nobody reads the stream, and so nobody would hear that its caller is gone.
            let read = tokio::select! {
                biased;
                read = reader.unary_pieces(&mut *call) => read,
                _ = poll_fn(|context| self.respond.poll_reset(context)) => return None,
            };
            return match read {
                Err(status) if is_broken(&status) => None,
                read => Some(read.and_then(|()| call.end()).and_then(|reply| frame(&reply))),
            };
        }
        let body = match self.read(&mut reader).await? {
            Ok(body) => body,
            Err(status) => return Some(Err(status)),
        };
        if route.constant.is_none() || route.told.is_some() {
            while self.shared.sink.is_full() {
                sleep(limits::RECEIVER_PAUSE).await;
            }
        }
        if let Some(constant) = route.constant {
            if let Some(handler) = route.told {
                self.shared.sink.told(handler, &self.peer, &body);
            }
            return Some(Ok(constant));
        }
        let (id, answer) = self.shared.enter();
        self.shared.sink.call(id, route.handler?, &self.peer, &body);
        // The bytes are with the sink; a call may be held for hours and must not keep them.
        drop((body, reader));
        tokio::select! {
            biased;
            answer = answer => answer.ok(),
            _ = poll_fn(|context| self.respond.poll_reset(context)) => {
                if self.shared.leave(id).is_some() {
                    self.shared.sink.cancelled(id);
                }
                None
            }
        }
    }

    /// Runs a bidirectional stream to its end.
    async fn stream(&mut self, route: &StreamRoute, headers: &HeaderMap, reader: MessageReader) {
        let mut response = Response::new(());
        *response.headers_mut() = route.metadata.clone();
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
        // An error means that the caller is gone.
        let Ok(mut send) = self.respond.send_response(response, false) else { return };
        let (handle, commands) = stream::commands();
        let id = self.shared.enter_stream(handle);
        let sink = &self.shared.sink;
        sink.stream_opened(id, route.handler, &self.peer, headers);
        let deliver = |message: &[u8]| sink.stream_message(id, message);
        let end = stream::serve(reader, &mut send, commands, deliver, || sink.is_full()).await;
        self.shared.leave_stream(id);
        sink.stream_ended(id);
        if let Some(status) = end {
            let mut trailers = HeaderMap::with_capacity(2);
            status.write_to(&mut trailers);
            let _ = send.send_trailers(trailers);
        }
    }

    /// The call's message; `None` when the stream broke, so that nobody waits for a status.
    async fn read(&self, reader: &mut MessageReader) -> Option<Result<Bytes, Status>> {
        match reader.unary().await {
            Err(status) if is_broken(&status) => None,
            message => Some(message),
        }
    }

    /// Any one of several `authorization` values will do: Ray's syncer client sends it twice.
    fn is_authentic(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.shared.auth_token else { return true };
        headers.get_all("authorization").iter().any(|value| {
            value.as_bytes().strip_prefix(b"Bearer ").is_some_and(|given| same_bytes(given, token.as_bytes()))
        })
    }

    /// Clients name the cluster once they know it (Ray 2.60.0, token_auth and gcs_client: metadata `ray_cluster_id`).
    fn is_of_this_cluster(&self, headers: &HeaderMap) -> bool {
        let Some(wanted) = &self.shared.cluster_id else { return true };
        headers.get_all("ray_cluster_id").iter().all(|given| given.as_bytes() == wanted.as_bytes())
    }

    fn refused(&self, path: &str, reason: &str) {
        self.shared.refused_calls.fetch_add(1, Ordering::Relaxed);
        report(&self.shared, TurnedAway::Call, || {
            self.shared.sink.refused_call(&self.peer, &foreign_text(path), reason);
        });
    }

    fn send_reply(&mut self, reply: Bytes) {
        let mut response = Response::new(());
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
        let mut trailers = HeaderMap::with_capacity(1);
        trailers.insert("grpc-status", HeaderValue::from_static("0"));
        // An error at any step means that the caller is gone.
        let Ok(mut stream) = self.respond.send_response(response, false) else { return };
        let mut reply = reply;
        if reply.len() <= limits::SMALL_REPLY_BYTES {
            while reply.len() > limits::COPIED_DATA_BYTES {
                let _ = stream.send_data(reply.split_to(limits::COPIED_DATA_BYTES), false);
            }
        }
        if stream.send_data(reply, false).is_ok() {
            let _ = stream.send_trailers(trailers);
        }
    }

    fn send_status(&mut self, status: &Status) {
        let mut response = Response::new(());
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
        status.write_to(response.headers_mut());
        let _ = self.respond.send_response(response, true);
    }
}

/// The stream broke: nobody waits for a status.
fn is_broken(status: &Status) -> bool {
    matches!(status.code, Code::Unavailable | Code::Cancelled)
}

/// The HTTP status for a request that is not gRPC at all.
fn not_grpc(request: &Request<RecvStream>) -> Option<StatusCode> {
    if request.method() != Method::POST {
        return Some(StatusCode::METHOD_NOT_ALLOWED);
    }
    let kind = request.headers().get("content-type").map(HeaderValue::as_bytes).unwrap_or_default();
    match kind.strip_prefix(b"application/grpc") {
        Some([] | [b'+' | b';', ..]) => None,
        _ => Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
    }
}
