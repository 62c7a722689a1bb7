//! A caller without JavaScript, for bench/grpc-transport.mjs: `load ADDRESS PATH IN_FLIGHT MILLISECONDS BYTES` prints
//! `{"rate": calls per second, "calls": all calls}`.
#![allow(clippy::print_stdout)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use narcine_rpc::{CallRequest, Client, ClientOptions};

struct Load {
    client: Client,
    address: String,
    path: String,
    body: Vec<u8>,
    end: Instant,
    calls: AtomicU64,
}

/// One of the callers: calls again from each answer until the time is over.
fn call(load: Arc<Load>, done: Sender<()>) {
    let request = CallRequest { address: &load.address, path: &load.path, metadata: Vec::new() };
    let again = load.clone();
    load.client.call(request, &load.body, None, move |result| {
        if let Err(status) = result {
            println!("{status}");
            std::process::exit(1);
        }
        again.calls.fetch_add(1, Ordering::Relaxed);
        if Instant::now() < again.end {
            call(again, done);
        } else {
            // The receiver outlives all callers.
            let _ = done.send(());
        }
    });
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, in_flight, millis, bytes] = arguments.as_slice() else {
        return Err("load ADDRESS PATH IN_FLIGHT MILLISECONDS BYTES".into());
    };
    let begin = Instant::now();
    let load = Arc::new(Load {
        client: Client::new(ClientOptions::default())?,
        address: address.clone(),
        path: path.clone(),
        body: vec![7; bytes.parse()?],
        end: begin + Duration::from_millis(millis.parse()?),
        calls: AtomicU64::new(0),
    });
    let (done, waiting) = channel();
    for _ in 0..in_flight.parse::<usize>()? {
        call(load.clone(), done.clone());
    }
    drop(done);
    // Ends when the last caller has dropped its sender.
    while waiting.recv().is_ok() {}
    let calls = load.calls.load(Ordering::Relaxed);
    println!("{{\"rate\": {:.0}, \"calls\": {calls}}}", calls as f64 / begin.elapsed().as_secs_f64());
    Ok(())
}
