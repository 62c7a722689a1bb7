//! Random histories of several clients and the raylet. Every invariant is checked after every event (World::run), and
//! a simple model - which clients use what, what is pinned, held and freed - foretells what must still be there.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{GRACE_MS, World, id};
use plasma_core::FallbackError;
use plasma_wire::{CreateOutcome, CreateRequest, ObjectSpec, PlasmaError, Reply, Request};
use proptest::prelude::*;

/// Objects from here on are mutable ones.
const FIRST_MUTABLE: u8 = 10;

#[derive(Debug, Clone)]
enum Step {
    Create { client: u64, object: u8, size: u64, immediately: bool },
    Retry { client: u64 },
    Seal { client: u64, object: u8 },
    Abort { client: u64, object: u8 },
    Get { client: u64, objects: Vec<u8>, timeout_ms: i64 },
    Release { client: u64, object: u8, may_unmap: bool },
    Delete { client: u64, object: u8 },
    Reconnect { client: u64 },
    Pin { object: u8 },
    Unpin { object: u8 },
    Hold { object: u8 },
    Unhold { object: u8 },
    Free { object: u8 },
    Time { ms: u64 },
    Spilling { is_on: bool },
    Disk { is_full: bool },
    NoMorePages,
    GiveBack { unit: u64 },
    HoldSpillable { min_bytes: u64 },
    QueueOwn { object: u8, size: u64 },
    CancelOwn,
    EndOwn { is_sealed: bool, is_held: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let client = || 1u64..4;
    let object = || 0u8..12;
    prop_oneof![
        8 => (client(), object(), 0u64..5000, prop::bool::weighted(0.1))
            .prop_map(|(client, object, size, immediately)| Step::Create { client, object, size, immediately }),
        6 => client().prop_map(|client| Step::Retry { client }),
        8 => (client(), object()).prop_map(|(client, object)| Step::Seal { client, object }),
        1 => (client(), object()).prop_map(|(client, object)| Step::Abort { client, object }),
        8 => (client(), proptest::collection::vec(object(), 0..5), prop_oneof![Just(0), Just(-1), 1i64..3000])
            .prop_map(|(client, objects, timeout_ms)| Step::Get { client, objects, timeout_ms }),
        8 => (client(), object(), any::<bool>())
            .prop_map(|(client, object, may_unmap)| Step::Release { client, object, may_unmap }),
        2 => (client(), object()).prop_map(|(client, object)| Step::Delete { client, object }),
        1 => client().prop_map(|client| Step::Reconnect { client }),
        2 => object().prop_map(|object| Step::Pin { object }),
        2 => object().prop_map(|object| Step::Unpin { object }),
        1 => object().prop_map(|object| Step::Hold { object }),
        1 => object().prop_map(|object| Step::Unhold { object }),
        2 => object().prop_map(|object| Step::Free { object }),
        4 => (0u64..1500).prop_map(|ms| Step::Time { ms }),
        1 => any::<bool>().prop_map(|is_on| Step::Spilling { is_on }),
        1 => any::<bool>().prop_map(|is_full| Step::Disk { is_full }),
        1 => Just(Step::NoMorePages),
        2 => (1u64..5000).prop_map(|unit| Step::GiveBack { unit: unit.next_multiple_of(64) }),
        3 => (0u64..9000).prop_map(|min_bytes| Step::HoldSpillable { min_bytes }),
        3 => (object(), 0u64..5000).prop_map(|(object, size)| Step::QueueOwn { object, size }),
        1 => Just(Step::CancelOwn),
        3 => (any::<bool>(), any::<bool>()).prop_map(|(is_sealed, is_held)| Step::EndOwn { is_sealed, is_held }),
    ]
}

/// What somebody keeps must be there, at the place where it was.
#[derive(Default)]
struct Model {
    /// Objects each client was given and has not let go, with the place it was told.
    used: BTreeMap<(u64, u8), ObjectSpec>,
    sealed: BTreeSet<u8>,
    pinned: BTreeSet<u8>,
    held: BTreeMap<u8, u32>,
    /// Retry ids each client was told.
    retries: BTreeMap<u64, Vec<(u8, u64)>>,
    gets_owed: BTreeMap<u64, usize>,
    /// Tickets of the raylet's own creates without an outcome, and what is made and not yet ended.
    own_waiting: BTreeMap<u64, u8>,
    own_unsealed: Vec<u8>,
}

impl Model {
    fn take_in(&mut self, world: &mut World) {
        for (ticket, outcome) in std::mem::take(&mut world.own) {
            let object = self.own_waiting.remove(&ticket).unwrap();
            if outcome == PlasmaError::Ok {
                self.own_unsealed.push(object);
            }
        }
        for (client, reply, _) in std::mem::take(&mut world.replies) {
            match reply {
                Reply::Create { object_id, outcome } => {
                    let object = object_id.0[0];
                    match outcome {
                        CreateOutcome::Created { spec, .. } => {
                            self.used.insert((client, object), spec);
                        }
                        CreateOutcome::Retry { request_id } => {
                            self.retries.entry(client).or_default().push((object, request_id));
                        }
                        CreateOutcome::Failed(_) => {}
                    }
                }
                Reply::Seal { object_id, error: PlasmaError::Ok } => {
                    self.sealed.insert(object_id.0[0]);
                }
                Reply::Get { object_ids, specs, .. } => {
                    *self.gets_owed.get_mut(&client).unwrap() -= 1;
                    for (id, spec) in object_ids.iter().zip(specs).filter(|(_, spec)| *spec != ObjectSpec::MISSING) {
                        let known = self.used.insert((client, id.0[0]), spec);
                        assert!(known.is_none_or(|known| known == spec), "{id} moved while {client} used it");
                    }
                }
                _ => {}
            }
        }
    }

    fn check(&self, world: &World) {
        for ((client, object), spec) in &self.used {
            let place =
                world.store.locate(&id(*object)).unwrap_or_else(|| panic!("{object} is gone, {client} uses it"));
            let segment = place.fallback.unwrap_or(common::MAIN);
            assert_eq!((segment.unique_fd_id, place.offset), (spec.unique_fd_id, spec.data_offset));
        }
        for object in self.pinned.iter().chain(self.held.keys()).chain(&self.own_unsealed) {
            assert!(world.store.locate(&id(*object)).is_some(), "{object} is gone though pinned, held or unsealed");
        }
    }
}

fn perform(world: &mut World, model: &mut Model, step: Step) {
    let now = world.now;
    match step {
        Step::Create { client, object, size, immediately } => {
            let request = CreateRequest {
                object_id: id(object),
                data_size: size,
                try_immediately: immediately,
                is_mutable: object >= FIRST_MUTABLE,
                ..CreateRequest::default()
            };
            world.store.on_request(client, Request::Create(request), now);
        }
        Step::Retry { client } => {
            if let Some((object, request_id)) = model.retries.entry(client).or_default().pop() {
                world.store.on_request(client, Request::CreateRetry { object_id: id(object), request_id }, now);
            }
        }
        Step::Seal { client, object } => world.store.on_request(client, Request::Seal { object_id: id(object) }, now),
        Step::Abort { client, object } => {
            if !model.sealed.contains(&object) {
                model.used.remove(&(client, object));
            }
            world.store.on_request(client, Request::Abort { object_id: id(object) }, now);
        }
        Step::Get { client, objects, timeout_ms } => {
            *model.gets_owed.entry(client).or_default() += 1;
            let object_ids = objects.into_iter().map(id).collect();
            world.store.on_request(client, Request::Get { object_ids, timeout_ms }, now);
        }
        Step::Release { client, object, may_unmap } => {
            model.used.remove(&(client, object));
            world.store.on_request(client, Request::Release { object_id: id(object), may_unmap }, now);
        }
        Step::Delete { client, object } => {
            world.store.on_request(client, Request::Delete { object_ids: vec![id(object)] }, now);
        }
        Step::Reconnect { client } => {
            model.used.retain(|(user, _), _| *user != client);
            model.retries.remove(&client);
            model.gets_owed.remove(&client);
            world.store.on_disconnect(client, now);
            world.run();
            model.take_in(world);
            world.store.on_connect(client);
        }
        Step::Pin { object } => {
            if world.store.pin(&[id(object)], None)[0] {
                model.pinned.insert(object);
            }
        }
        Step::Unpin { object } => {
            model.pinned.remove(&object);
            world.store.unpin(&[id(object)], now);
        }
        Step::Hold { object } => {
            if world.store.hold(&[id(object)])[0] {
                *model.held.entry(object).or_default() += 1;
            }
        }
        Step::Unhold { object } => {
            if let Some(count) = model.held.get_mut(&object) {
                *count -= 1;
                model.held.retain(|_, count| *count > 0);
            }
            world.store.unhold(&[id(object)], now);
        }
        Step::Free { object } => {
            model.pinned.remove(&object);
            world.store.free(&[id(object)], true, now);
        }
        Step::Time { ms } => {
            world.now += ms;
            world.store.on_time(world.now);
        }
        Step::Spilling { is_on } => world.store.set_spilling(is_on, now),
        Step::Disk { is_full } => world.disk = if is_full { Err(FallbackError::OutOfDisk) } else { Ok(()) },
        Step::HoldSpillable { min_bytes } => {
            let chosen = world.store.hold_spillable(min_bytes, 3);
            let bytes: u64 = chosen.iter().map(|(_, size)| size).sum();
            assert!(chosen.len() <= 3 && chosen.last().is_none_or(|(_, last)| bytes - last < min_bytes));
            for (chosen, _) in chosen {
                let object = chosen.0[0];
                assert!(model.pinned.contains(&object) && !model.used.keys().any(|(_, used)| *used == object));
                *model.held.entry(object).or_default() += 1;
            }
        }
        Step::QueueOwn { object, size } => {
            let request = CreateRequest { object_id: id(object), data_size: size, ..CreateRequest::default() };
            let ticket = world.store.queue_own(request, now);
            model.own_waiting.insert(ticket, object);
        }
        Step::CancelOwn => {
            if let Some((ticket, _)) = model.own_waiting.pop_first() {
                world.store.cancel_own(ticket, now);
            }
        }
        Step::EndOwn { is_sealed, is_held } => {
            if let Some(object) = model.own_unsealed.pop() {
                if !is_sealed {
                    world.store.abort_own(id(object), now);
                } else {
                    world.store.seal_own(id(object), is_held, now);
                    model.sealed.insert(object);
                    if is_held {
                        *model.held.entry(object).or_default() += 1;
                    }
                }
            }
        }
        Step::NoMorePages => {
            world.store.on_reserve_failed("test", now);
        }
        // The shell does so while no create waits for pages; here they come at once.
        Step::GiveBack { unit } => {
            world.store.shrink_reserved(unit);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn what_is_kept_stays_and_what_is_not_goes(steps in proptest::collection::vec(step(), 1..150)) {
        let mut world = World::new(16 * 1024, true);
        let mut model = Model::default();
        for client in 1..4 {
            world.connect(client);
        }
        for step in steps {
            perform(&mut world, &mut model, step);
            world.run();
            model.take_in(&mut world);
            model.sealed.retain(|object| world.store.locate(&id(*object)).is_some());
            model.check(&world);
        }
        // Liveness: with a disk that has room, no waiting create is the first for longer than the grace period. It begins
        // anew when one fits (creates.rs), so those that fit and those that do not may take turns.
        world.disk = Ok(());
        world.store.set_spilling(false, world.now);
        for _ in 0..=world.store.stats().waiting_creates {
            for _ in 0..=GRACE_MS / 100 {
                world.advance(100);
            }
        }
        prop_assert_eq!(world.store.stats().waiting_creates, 0);
        model.take_in(&mut world);
        prop_assert!(model.own_waiting.is_empty(), "every create of the raylet's own has an outcome");
        while !model.own_unsealed.is_empty() {
            perform(&mut world, &mut model, Step::EndOwn { is_sealed: false, is_held: false });
            world.run();
        }
        // With everybody gone and all freed the store is as at its start.
        for client in 1..4 {
            world.disconnect(client);
        }
        let all: Vec<_> = (0..12).map(id).collect();
        for _ in 0..200 {
            world.store.unhold(&all, world.now);
        }
        world.store.free(&all, false, world.now);
        world.run();
        let stats = world.store.stats();
        prop_assert_eq!((stats.arena_used, stats.totals, stats.waiting_gets), (0, Default::default(), 0));
        let files = world.segments as usize - 1;
        prop_assert_eq!(world.dropped.len(), files, "every fallback file was dropped");
        prop_assert!(world.headers.is_empty(), "semaphores of mutable objects stay behind");
    }
}
