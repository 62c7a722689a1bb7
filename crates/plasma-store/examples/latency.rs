//! Latency of create, seal, get and release, and put bandwidth cold and warm beside a plain memcpy.
//! `cargo run --release -p plasma-store --example latency [-- --socket PATH]`: without a path it starts its own store.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/client/mod.rs"]
mod client;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use client::{Client, id};
use plasma_store::{PlasmaStore, StoreConfig};
use plasma_wire::Request;

const ROUNDS: u64 = 20_000;
const GIB: usize = 1 << 30;

fn median(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let us = |at: usize| times[at].as_secs_f64() * 1e6;
    (us(times.len() / 2), us(times.len() * 99 / 100))
}

fn timed(into: &mut Vec<Duration>, work: impl FnOnce()) {
    let began = Instant::now();
    work();
    into.push(began.elapsed());
}

fn latency(path: &std::path::Path) {
    let mut writer = Client::connect(path);
    let mut reader = Client::connect(path);
    let [mut create, mut seal, mut get, mut contains, mut whole] = std::array::from_fn(|_| Vec::new());
    for n in 0..ROUNDS {
        let object_id = id(1000 + n);
        timed(&mut whole, || {
            timed(&mut create, || {
                writer.create_patiently(object_id, 1024).unwrap();
            });
            timed(&mut seal, || {
                writer.seal(object_id);
            });
        });
        timed(&mut contains, || {
            reader.ask(Request::Contains { object_id });
        });
        timed(&mut get, || {
            reader.get(&[object_id], 0);
        });
        reader.release(object_id);
        writer.release(object_id);
        writer.ask(Request::Delete { object_ids: vec![object_id] });
    }
    for (name, times) in
        [("create", create), ("seal", seal), ("get", get), ("contains", contains), ("create+seal", whole)]
    {
        let (median, p99) = median(times);
        println!("{name:12} median {median:6.1} us   p99 {p99:6.1} us");
    }
}

/// Nanoseconds this thread has run: what a copy costs whatever else the machine does.
fn cpu_ns() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse().unwrap()
}

fn bandwidth(path: &std::path::Path) {
    let mut client = Client::connect(path);
    let source = vec![7u8; GIB];
    let mut copy = vec![1u8; GIB];
    let gbps = |began: Instant| GIB as f64 / 1e9 / began.elapsed().as_secs_f64();
    let began = Instant::now();
    copy.copy_from_slice(&source);
    std::hint::black_box(&copy);
    println!("memcpy anon->anon       {:5.1} GB/s", gbps(began));
    let mut put = |name: &str, n: u64, keep: bool| {
        let began = Instant::now();
        let spec = client.create_patiently(id(n), GIB as u64).unwrap();
        let created = began.elapsed();
        let cpu = cpu_ns();
        client.write(&spec, &source);
        let cpu = GIB as f64 / (cpu_ns() - cpu);
        client.seal(id(n));
        println!(
            "{name:22} {:6.1} GB/s, of cpu time {cpu:.1} GB/s (create took {:.1} ms, offset {})",
            gbps(began),
            created.as_secs_f64() * 1e3,
            spec.data_offset
        );
        client.release(id(n));
        if !keep {
            client.ask(Request::Delete { object_ids: vec![id(n)] });
        }
    };
    put("put, cold", 1, true);
    put("put, cold, next space", 2, false);
    put("put, warm", 3, false);
    put("put, warm", 4, false);
}

fn main() {
    let socket = std::env::args().skip_while(|arg| arg != "--socket").nth(1).map(PathBuf::from);
    let wait = std::env::args().skip_while(|arg| arg != "--wait-ms").nth(1).map_or(0, |ms| ms.parse().unwrap());
    let own = socket.is_none().then(|| {
        let path = std::env::temp_dir().join(format!("plasma-latency-{}", std::process::id()));
        let mut config = StoreConfig::new(&path, 3 << 30);
        config.wants_huge_pages = !std::env::args().any(|arg| arg == "--plain");
        let began = Instant::now();
        let store = PlasmaStore::start(config, || {}).unwrap();
        println!("start took {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
        (store, path)
    });
    let path = socket.unwrap_or_else(|| own.as_ref().unwrap().1.clone());
    std::thread::sleep(Duration::from_millis(wait));
    bandwidth(&path);
    latency(&path);
    if let Some((mut store, _)) = own {
        println!("{}", store.handle().debug_string());
        store.stop();
    }
}
