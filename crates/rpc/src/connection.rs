//! One HTTP/2 connection of the client, and the keepalive that both sides use.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use h2::client::SendRequest;
use h2::{Ping, PingPong};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::clock::{sleep, timeout};
use crate::limits;
use crate::runtime::spawn;
use crate::status::{Code, Status};
use crate::tls;

/// A connection in use. Dropping it leaves the connection running for the calls it has; `abort` ends it.
pub struct Connection {
    send: SendRequest<Bytes>,
    state: Arc<ConnectionState>,
}

#[derive(Default)]
struct ConnectionState {
    ended: AtomicBool,
    aborted: Notify,
    open: AtomicUsize,
    used: AtomicBool,
}

/// Keeps the connection from being idle while a call uses it.
pub struct InUse(Arc<ConnectionState>);

impl Drop for InUse {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Connection {
    /// Connects and starts the task that drives the connection. A refused connection is UNAVAILABLE at once.
    pub async fn open(address: &str) -> Result<Self, Status> {
        let unavailable = |reason: String| Status::new(Code::Unavailable, format!("connect to {address}: {reason}"));
        let tcp = timeout(limits::CONNECT_TIMEOUT, TcpStream::connect(address))
            .await
            .map_err(|_| unavailable(format!("no answer in {:?}", limits::CONNECT_TIMEOUT)))?
            .map_err(|error| unavailable(error.to_string()))?;
        // Small calls must not wait for the acknowledgement of earlier ones; failure only costs speed.
        let _ = tcp.set_nodelay(true);
        let socket = timeout(limits::HANDSHAKE_TIMEOUT, tls::connected(tcp, address))
            .await
            .map_err(|_| unavailable(format!("no TLS handshake in {:?}", limits::HANDSHAKE_TIMEOUT)))?
            .map_err(|error| unavailable(format!("TLS: {error}")))?;
        let (send, mut connection) = h2::client::Builder::new()
            .initial_window_size(limits::STREAM_WINDOW)
            .initial_connection_window_size(limits::CONNECTION_WINDOW)
            .max_frame_size(limits::MAX_FRAME_BYTES)
            .max_header_list_size(limits::MAX_HEADER_LIST_BYTES)
            .enable_push(false)
            .handshake::<_, Bytes>(socket)
            .await
            .map_err(|error| unavailable(error.to_string()))?;
        let state = Arc::new(ConnectionState::default());
        let ping = connection.ping_pong();
        let watched = state.clone();
        spawn(async move {
            tokio::select! {
                _ = &mut connection => {}
                () = watch(ping, &watched) => {}
                () = watched.aborted.notified() => {}
            }
            // Dropping the connection here fails what is still open on it.
            drop(connection);
            watched.ended.store(true, Ordering::Release);
        });
        Ok(Self { send, state })
    }

    pub fn is_usable(&self) -> bool {
        !self.state.ended.load(Ordering::Acquire)
    }

    pub fn request(&self) -> (SendRequest<Bytes>, InUse) {
        self.state.open.fetch_add(1, Ordering::Relaxed);
        self.state.used.store(true, Ordering::Relaxed);
        (self.send.clone(), InUse(self.state.clone()))
    }

    /// Ends the connection; every open call on it fails UNAVAILABLE.
    pub fn abort(&self) {
        self.state.ended.store(true, Ordering::Release);
        self.state.aborted.notify_one();
    }
}

/// Returns when the connection should end: the peer is no HTTP/2 peer, is dead, or nobody used it for long.
async fn watch(ping: Option<PingPong>, state: &ConnectionState) {
    let Some(mut ping) = ping else { return std::future::pending().await };
    if !answers(&mut ping, limits::HANDSHAKE_TIMEOUT).await {
        return;
    }
    let mut idle = Duration::ZERO;
    loop {
        sleep(limits::CLIENT_KEEPALIVE).await;
        if state.open.load(Ordering::Relaxed) > 0 {
            idle = Duration::ZERO;
            if !answers(&mut ping, limits::CLIENT_KEEPALIVE_TIMEOUT).await {
                return;
            }
        } else if state.used.swap(false, Ordering::Relaxed) {
            idle = Duration::ZERO;
        } else {
            idle += limits::CLIENT_KEEPALIVE;
            if idle >= limits::CLIENT_IDLE {
                return;
            }
        }
    }
}

/// Pings the peer every `every` while `wanted()`, else once in `rest` of these; returns when it does not answer within `limit`.
pub async fn keepalive(ping: Option<PingPong>, every: Duration, limit: Duration, rest: u32, wanted: impl Fn() -> bool) {
    let Some(mut ping) = ping else { return std::future::pending().await };
    let mut rounds = 0;
    loop {
        sleep(every).await;
        rounds += 1;
        if wanted() || rounds >= rest {
            rounds = 0;
            if !answers(&mut ping, limit).await {
                return;
            }
        }
    }
}

async fn answers(ping: &mut PingPong, limit: Duration) -> bool {
    matches!(timeout(limit, ping.ping(Ping::opaque())).await, Ok(Ok(_)))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::net::TcpListener;
    use tokio::runtime::Builder;

    use super::*;

    const EVERY: Duration = Duration::from_millis(10);
    const LIMIT: Duration = Duration::from_millis(200);

    /// Whether a server that expects no call takes its peer for dead within a second.
    fn takes_for_dead(peer_answers: bool) -> bool {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let tcp = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (_send, peer) = h2::client::handshake(tcp).await.unwrap();
            let (peer, silent) = if peer_answers { (Some(peer), None) } else { (None, Some(peer)) };
            if let Some(peer) = peer {
                tokio::spawn(peer);
            }
            let (tcp, _) = listener.accept().await.unwrap();
            let mut server = h2::server::handshake(tcp).await.unwrap();
            let ping = server.ping_pong();
            let ended = tokio::select! {
                _ = server.accept() => panic!("no call is made"),
                () = keepalive(ping, EVERY, LIMIT, 3, || false) => true,
                () = sleep(Duration::from_secs(1)) => false,
            };
            drop(silent);
            ended
        })
    }

    #[test]
    fn a_peer_without_calls_is_found_out_when_it_is_gone() {
        assert!(takes_for_dead(false));
    }

    #[test]
    fn a_peer_without_calls_that_lives_is_kept() {
        assert!(!takes_for_dead(true));
    }
}
