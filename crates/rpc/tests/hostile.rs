//! Bytes from strangers: each connection ends by itself, and a well-behaved neighbour notices nothing.
#![allow(clippy::unwrap_used)]

mod common;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::{ECHO, Fixture, PATIENCE, call, client, until, wait};

const CASES: u64 = 20_000;
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const PATHS: [&str; 5] = [
    ECHO,
    "/ray.rpc.NodeManagerService/PinObjectIDs",
    "/ray.rpc.NodeManagerService/FreeLocalObjects",
    "/grpc.health.v1.Health/Check",
    "/nobody/home",
];

/// xorshift64*: seeded, so that a failing case is made again by its number.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
    fn bytes(&mut self, max: usize) -> Vec<u8> {
        (0..self.below(max + 1)).map(|_| self.next() as u8).collect()
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut out = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    out.extend_from_slice(&[kind, flags]);
    out.extend_from_slice(&stream.to_be_bytes());
    out.extend_from_slice(payload);
    out
}

/// HPACK without tables: POST, http, then literals.
fn headers(path: &str, extra: &[(&str, &str)]) -> Vec<u8> {
    let mut out = vec![0x83, 0x86, 0x04, path.len() as u8];
    out.extend_from_slice(path.as_bytes());
    for (name, value) in extra {
        out.push(0);
        for text in [name, value] {
            out.push(text.len() as u8);
            out.extend_from_slice(text.as_bytes());
        }
    }
    out
}

fn request(random: &mut Random, stream: u32) -> Vec<u8> {
    let kind = ["application/grpc", "application/grpc+proto", "application/grpc", "text/plain", "application/grpcx"];
    let path = PATHS[random.below(PATHS.len())];
    let content_type = kind[random.below(kind.len())];
    let mut out = frame(1, 4, stream, &headers(path, &[("te", "trailers"), ("content-type", content_type)]));
    let body = match random.below(3) {
        0 => [vec![0x0a, 28], random.bytes(40)].concat(),
        1 => [vec![0x12, 28], vec![7; 28], random.bytes(10)].concat(),
        _ => random.bytes(60),
    };
    let length = match random.below(8) {
        0 => random.next() as u32,
        _ => body.len() as u32,
    };
    let compressed = u8::from(random.below(16) == 0);
    let message = [&[compressed][..], &length.to_be_bytes(), &body].concat();
    out.extend(frame(0, u8::from(random.below(8) != 0), stream, &message));
    out
}

fn case(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut out = PREFACE.to_vec();
    match seed % 5 {
        0 => return random.bytes(300),
        1 => out.extend(random.bytes(300)),
        // Frames that are well formed outside and anything inside.
        2 => {
            out.extend(frame(4, 0, 0, &[]));
            for _ in 0..random.below(6) {
                let (kind, flags, stream) = (random.below(12) as u8, random.next() as u8, random.below(8) as u32);
                out.extend(frame(kind, flags, stream, &random.bytes(64)));
            }
        }
        // Requests in order, some of them nonsense as gRPC.
        3 => {
            out.extend(frame(4, 0, 0, &[]));
            for stream in 0..random.below(4) as u32 {
                out.extend(request(&mut random, 2 * stream + 1));
            }
        }
        // The same, damaged.
        _ => {
            out.extend(frame(4, 0, 0, &[]));
            for stream in 0..2 {
                out.extend(request(&mut random, 2 * stream + 1));
            }
            for _ in 0..=random.below(4) {
                let at = PREFACE.len() + random.below(out.len() - PREFACE.len());
                match random.below(3) {
                    0 => out[at] ^= 1 << random.below(8),
                    1 => out.truncate(at),
                    _ => drop(out.splice(at..at, random.bytes(8))),
                }
                if out.len() <= PREFACE.len() {
                    break;
                }
            }
        }
    }
    out
}

/// Sends a case and waits for the server to end the connection.
fn run_case(address: &str, seed: u64) {
    let mut stream = TcpStream::connect(address).unwrap();
    // Reset on close: twenty thousand ports in TIME_WAIT would be taken from everybody on this machine.
    rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // The server may have ended the connection before all is written.
    let _ = stream.write_all(&case(seed));
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = [0; 4096];
    loop {
        match stream.read(&mut answer) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("case {seed} hangs"),
            Err(_) => return,
        }
    }
}

#[test]
fn strangers_hurt_nobody() {
    let f = Fixture::new(None);
    let done = Arc::new(AtomicBool::new(false));
    let neighbour = std::thread::spawn({
        let (done, address, client) = (done.clone(), f.address.clone(), client(None));
        move || {
            let mut calls = 0u64;
            while !done.load(Ordering::Relaxed) {
                let body = calls.to_le_bytes();
                let reply = wait(call(&client, &address, ECHO, &body, None)).unwrap();
                assert_eq!(reply, &body[..]);
                calls += 1;
            }
            assert_eq!(client.connections(), 1, "never reconnected");
            calls
        }
    });
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let address = f.address.clone();
            std::thread::spawn(move || (worker..CASES).step_by(4).for_each(|seed| run_case(&address, seed)))
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    done.store(true, Ordering::Relaxed);
    assert!(neighbour.join().unwrap() > 0);
    until("all connections end", || f.server().stats().connections == 0);
    let stats = f.server().stats();
    assert_eq!(stats.open_calls, 0);
    assert!(stats.bad_connections > CASES / 4, "{stats:?}");
    assert_eq!(f.call(ECHO, b"alive").unwrap(), "alive");
    f.close();
}

/// Message lengths that are never delivered must not cost memory or time, and never a neighbour's call.
#[test]
fn promises_of_huge_messages() {
    let f = Fixture::new(None);
    let idle: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(&f.address).unwrap();
            let grpc = [("te", "trailers"), ("content-type", "application/grpc")];
            let mut bytes = [PREFACE, &frame(4, 0, 0, &[])].concat();
            bytes.extend(frame(1, 4, 1, &headers(ECHO, &grpc)));
            // 512 MiB are announced, ten bytes come.
            bytes.extend(frame(0, 0, 1, &[&[0, 0x20, 0, 0, 0][..], &[1; 10]].concat()));
            stream.write_all(&bytes).unwrap();
            stream
        })
        .collect();
    for i in 0..200u32 {
        assert_eq!(f.call(ECHO, &i.to_le_bytes()).unwrap(), &i.to_le_bytes()[..]);
    }
    until("all are connected", || f.server().stats().connections == 201);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kib: u64 = resident.trim().split(' ').next().unwrap().parse().unwrap();
    assert!(kib < 1 << 20, "{kib} KiB resident");
    drop(idle);
    until("all strangers are gone", || f.server().stats().connections == 1);
    f.close();
}
