//! Processes of a raylet: started with their own group, lifeline, death signal, niceness and out-of-memory score, and
//! watched through pidfds, so that no signal meets a reused pid and no child of anybody else (Node's own) is reaped.

mod child;
mod family;
mod held_port;
mod spawner;

pub use child::{Input, Output, SpawnSpec};
pub use held_port::HeldPort;
pub use spawner::{Exit, ProcessSink, Spawner};
