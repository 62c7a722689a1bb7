//! A TCP port promised to a process that has not bound it yet.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, getsockname, socket_with, sockopt};

/// A port on all addresses of this host, bound and never listened on. While it is held the kernel gives it to nobody who
/// asks for any free port, and whoever binds it by number with SO_REUSEADDR, as servers do, may listen on it.
#[derive(Debug)]
pub struct HeldPort {
    port: u16,
    _socket: OwnedFd,
}

impl HeldPort {
    /// Holds `port`, or with 0 one that is free. An error of kind `AddrInUse`: somebody listens on it or keeps it alone.
    pub fn hold(port: u16) -> io::Result<Self> {
        let any_v6 = SocketAddrV6::new(Ipv6Addr::UNSPECIFIED, port, 0, 0).into();
        match Self::hold_at(AddressFamily::INET6, any_v6) {
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
                // A host without IPv6.
                let any_v4 = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port).into();
                Self::hold_at(AddressFamily::INET, any_v4)
            }
            held => held,
        }
    }

    fn hold_at(family: AddressFamily, address: SocketAddr) -> io::Result<Self> {
        let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
        sockopt::set_socket_reuseaddr(&socket, true)?;
        if family == AddressFamily::INET6 {
            sockopt::set_ipv6_v6only(&socket, false)?;
        }
        bind(&socket, &address)?;
        let bound = SocketAddr::try_from(getsockname(&socket)?)?;
        Ok(Self { port: bound.port(), _socket: socket })
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_server_may_listen_on_a_held_port_by_its_number() {
        let held = HeldPort::hold(0).unwrap();
        // std sets SO_REUSEADDR, as aiohttp, http.server and gRPC do.
        let specific = TcpListener::bind((Ipv4Addr::LOCALHOST, held.port())).unwrap();
        drop(specific);
        let all = TcpListener::bind((Ipv4Addr::UNSPECIFIED, held.port())).unwrap();
        assert_eq!(all.local_addr().unwrap().port(), held.port());
    }

    #[test]
    fn a_port_somebody_listens_on_is_not_held() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let error = HeldPort::hold(server.local_addr().unwrap().port()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    }

    #[test]
    fn nobody_is_given_a_held_port_by_chance() {
        let held: Vec<_> = (0..200).map(|_| HeldPort::hold(0).unwrap()).collect();
        let mut ports: Vec<_> = held.iter().map(HeldPort::port).collect();
        let servers: Vec<_> = (0..200).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()).collect();
        ports.extend(servers.iter().map(|server| server.local_addr().unwrap().port()));
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 400);
    }
}
