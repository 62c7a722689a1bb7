//! A TCP connection to a receiver, which sends as the distance asks for.
//!
//! BBR, the default of some hosts, sends by timers at the rate that it thinks the path has. To a receiver as near as the next
//! rack that costs more than the bytes do: five hosts on one machine sent each other 2.8 GB in 2.4 s and 4.3 s of processor
//! time by BBR, in 0.8 s and 1.6 s by CUBIC, Linux's own default. What BBR is chosen for, loss on long paths, is far away. So
//! near receivers are sent to without such timers, and far ones as the machine is set up to.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

/// A host on a network that answers does so much sooner; one that does not is sent no chunks either.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A receiver to which a connection is made in this time is near: making it takes a round trip.
const NEAR: Duration = Duration::from_millis(1);
/// What does not pace, as every process may have it (`tcp_allowed_congestion_control`), the better first.
const UNPACED: [&[u8]; 2] = [b"cubic", b"reno"];

pub(crate) fn connect(address: &str) -> io::Result<TcpStream> {
    let found = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
    let socket = Socket::new(Domain::for_address(found), Type::STREAM, Some(Protocol::TCP))?;
    // Before it is connected: nothing paces it yet.
    let before = leave_bbr(&socket);
    let began = Instant::now();
    socket.connect_timeout(&found.into(), CONNECT_TIMEOUT)?;
    if let Some(name) = before.filter(|_| began.elapsed() > NEAR) {
        // It sends either way.
        let _ = socket.set_tcp_congestion(&name);
    }
    Ok(socket.into())
}

/// Has a socket that sends by BBR send otherwise; gives the name of what it had.
fn leave_bbr(socket: &Socket) -> Option<Vec<u8>> {
    let name = socket.tcp_congestion().ok().filter(|name| name.starts_with(b"bbr"))?;
    UNPACED.iter().find(|unpaced| socket.set_tcp_congestion(unpaced).is_ok()).map(|_| name)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn name(socket: &Socket) -> String {
        let name = socket.tcp_congestion().unwrap();
        String::from_utf8(name).unwrap().trim_end_matches('\0').to_string()
    }

    #[test]
    fn a_near_receiver_is_not_sent_to_by_bbr() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        // On a busy machine it may take its time.
        assert!((0..100).any(|_| !name(&connect(&address).unwrap().into()).starts_with("bbr")));
    }

    #[test]
    fn what_is_not_bbr_stays() {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_tcp_congestion(b"reno").unwrap();
        assert_eq!(leave_bbr(&socket), None);
        assert_eq!(name(&socket), "reno");
    }

    #[test]
    fn what_was_bbr_can_be_so_again() {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        // Not every kernel has it.
        if socket.set_tcp_congestion(b"bbr").is_err() {
            return;
        }
        let before = leave_bbr(&socket).unwrap();
        assert_ne!(name(&socket), "bbr");
        socket.set_tcp_congestion(&before).unwrap();
        assert_eq!(name(&socket), "bbr");
    }
}
