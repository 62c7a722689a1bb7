//! The store's rules, one by one.
#![allow(clippy::unwrap_used)]

mod common;

use common::{GRACE_MS, MAIN, World, create_request, id};
use plasma_core::{Event, FallbackError, MAX_GETS_PER_CLIENT, Owner, PutError};
use plasma_wire::{CreateOutcome, CreateRequest, ObjectSource, PlasmaError, Reply, Request};

const KB: u64 = 1024;

fn world(capacity: u64) -> World {
    let mut world = World::new(capacity, true);
    world.connect(1);
    world.connect(2);
    world
}

fn is_created(outcome: CreateOutcome) -> bool {
    matches!(outcome, CreateOutcome::Created { .. })
}

#[test]
fn connect_tells_the_capacity() {
    assert_eq!(world(64 * KB).send(1, Request::Connect), [Reply::Connect { memory_capacity: 64 * 1024 }]);
}

#[test]
fn first_object_lies_where_stock_puts_it_and_brings_the_fd_once() {
    let mut w = world(64 * KB);
    let CreateOutcome::Created { spec, segment } = w.create(1, id(1), 100) else { panic!() };
    assert_eq!((spec.header_offset, spec.data_offset, spec.metadata_offset, spec.allocated_size), (64, 64, 164, 100));
    assert_eq!((segment, w.replies[0].2.as_slice()), (MAIN, &[MAIN][..]));
    w.create(1, id(2), 100);
    assert!(w.replies[0].2.is_empty(), "a connection gets each fd once");
    w.create(2, id(3), 100);
    assert_eq!(w.replies[0].2, [MAIN], "another connection needs its own");
}

#[test]
fn create_of_an_existing_id_says_so() {
    let mut w = world(64 * KB);
    w.create(1, id(1), 10);
    assert_eq!(w.create(2, id(1), 10), CreateOutcome::Failed(PlasmaError::ObjectExists));
}

#[test]
fn a_mutable_object_has_a_header_before_its_data_for_as_long_as_it_is_there() {
    let mut w = world(64 * KB);
    w.create(1, id(9), 10);
    let mutable = CreateRequest { object_id: id(1), data_size: 100, is_mutable: true, ..CreateRequest::default() };
    let replies = w.send(1, Request::Create(mutable.clone()));
    let [Reply::Create { outcome: CreateOutcome::Created { spec, .. }, .. }] = replies[..] else { panic!() };
    assert_eq!((spec.header_offset, spec.data_offset, spec.metadata_offset), (128, 256, 356));
    assert_eq!((spec.data_size, spec.metadata_size, spec.allocated_size, spec.is_mutable), (100, 0, 100, true));
    assert_eq!(w.headers.values().copied().collect::<Vec<_>>(), [128]);
    assert_eq!(w.store.locate(&id(1)).unwrap().offset, 256);
    w.seal(1, id(1));
    w.release(1, id(1));
    w.store.pin(&[id(1)], None);
    assert_eq!(w.store.hold_spillable(1 << 30, 9), [], "its users would not find it again");
    w.store.free(&[id(1)], false, w.now);
    w.run();
    assert!(w.headers.is_empty());
    w.send(1, Request::Create(mutable));
    w.disconnect(1);
    assert!(w.headers.is_empty(), "its creator went before it was sealed");
}

#[test]
fn creates_in_device_memory_and_absurd_ones_are_refused() {
    let mut w = world(64 * KB);
    let on_device = CreateRequest { object_id: id(1), device_num: 1, ..CreateRequest::default() };
    let refused = Reply::Create { object_id: id(1), outcome: CreateOutcome::Failed(PlasmaError::UnexpectedError) };
    assert_eq!(w.send(1, Request::Create(on_device)), [refused]);
    let told = w.events.iter().any(
        |event| matches!(event, Event::Refused { object_id, reason } if *object_id == id(1) && reason.contains("device")),
    );
    assert!(told);
    let absurd = CreateRequest { object_id: id(1), data_size: u64::MAX, metadata_size: 9, ..CreateRequest::default() };
    let refused = Reply::Create { object_id: id(1), outcome: CreateOutcome::Failed(PlasmaError::OutOfMemory) };
    assert_eq!(w.send(1, Request::Create(absurd)), [refused]);
}

#[test]
fn seal_wakes_gets_and_tells_the_raylet() {
    let mut w = world(64 * KB);
    w.create(1, id(1), 10);
    let get = Request::Get { object_ids: vec![id(1), id(2)], timeout_ms: -1 };
    assert!(w.send(2, get).is_empty());
    w.seal(1, id(1));
    assert!(w.replies_to(2).is_empty(), "id 2 is still missing");
    assert!(matches!(w.events.last(), Some(Event::Sealed { data_size: 10, .. })));
    w.put(1, id(2), 20);
    w.release(1, id(1));
    assert_eq!(w.store.stats().totals.in_use_objects, 2, "the waiting client uses both");
}

#[test]
fn get_answers_what_there_is_at_its_deadline() {
    let mut w = world(64 * KB);
    w.put(1, id(1), 10);
    assert!(w.send(2, Request::Get { object_ids: vec![id(2), id(1), id(2)], timeout_ms: 1000 }).is_empty());
    assert_eq!(w.store.next_deadline(), Some(w.now + 1000));
    w.advance(999);
    assert!(w.replies.is_empty());
    w.advance(1);
    let replies = w.replies_to(2);
    let [Reply::Get { object_ids, specs, segments }] = &replies[..] else { panic!() };
    assert_eq!(object_ids, &[id(2), id(1), id(2)]);
    assert_eq!(specs.iter().map(|s| s.data_size).collect::<Vec<_>>(), [u64::MAX, 10, u64::MAX]);
    assert_eq!(segments, &[MAIN]);
}

#[test]
fn unsealed_objects_of_a_lost_client_are_gone() {
    let mut w = world(64 * KB);
    w.create(1, id(1), 10);
    w.put(1, id(2), 10);
    w.disconnect(1);
    assert_eq!(w.get(2, &[id(1), id(2)]), [false, true]);
    assert!(is_created(w.create(2, id(1), 10)));
}

#[test]
fn abort_is_for_the_creator_before_seal() {
    let mut w = world(64 * KB);
    w.create(1, id(1), 10);
    w.send(2, Request::Abort { object_id: id(1) });
    assert_eq!(w.create(2, id(1), 10), CreateOutcome::Failed(PlasmaError::ObjectExists));
    assert_eq!(w.send(1, Request::Abort { object_id: id(1) }), [Reply::Abort { object_id: id(1) }]);
    assert!(is_created(w.create(2, id(1), 10)));
    assert_eq!(w.seal(1, id(1)), PlasmaError::UnexpectedError, "not the creator");
    assert_eq!(w.seal(1, id(9)), PlasmaError::ObjectNonexistent);
}

#[test]
fn room_is_made_by_evicting_the_longest_idle() {
    let mut w = world(10 * KB);
    for n in 1..=4 {
        w.put(1, id(n), 2 * KB);
    }
    w.get(2, &[id(1)]);
    assert!(w.store.pin(&[id(2)], None)[0]);
    assert!(is_created(w.create(1, id(9), 2 * KB)));
    let evicted = |e: &Event| matches!(e, Event::Deleted { evicted: true, .. });
    assert_eq!(w.events.iter().filter(|e| evicted(e)).count(), 1);
    assert_eq!(w.get(1, &[id(1), id(2), id(3), id(4)]), [true, true, false, true]);
}

#[test]
fn a_full_store_answers_retry_ids_and_asks_for_space() {
    let mut w = world(10 * KB);
    w.create(1, id(1), 8 * KB);
    let CreateOutcome::Retry { request_id } = w.create(2, id(2), 4 * KB) else { panic!() };
    assert_eq!(w.retry(2, id(2), request_id), CreateOutcome::Retry { request_id });
    assert_eq!(w.events, [Event::SpaceNeeded { bytes: 4 * KB }]);
    w.advance(50);
    assert_eq!(w.events.len(), 2, "asked again while it waits");
    w.seal(1, id(1));
    w.release(1, id(1));
    assert!(is_created(w.retry(2, id(2), request_id)));
    let gone = CreateOutcome::Failed(PlasmaError::UnexpectedError);
    assert_eq!(w.retry(2, id(2), request_id), gone, "a result is given once");
    assert_eq!(w.retry(2, id(2), 77), gone);
}

#[test]
fn creates_are_served_in_order() {
    let mut w = world(10 * KB);
    w.create(1, id(1), 8 * KB);
    let CreateOutcome::Retry { request_id: first } = w.create(2, id(2), 9 * KB) else { panic!() };
    let CreateOutcome::Retry { request_id: second } = w.create(2, id(3), KB) else { panic!("passed the queue") };
    w.seal(1, id(1));
    w.release(1, id(1));
    assert!(is_created(w.retry(2, id(2), first)));
    assert!(matches!(w.retry(2, id(3), second), CreateOutcome::Retry { .. }));
}

#[test]
fn fallback_comes_after_the_grace_period_and_not_while_spilling() {
    let mut w = world(10 * KB);
    w.create(1, id(1), 8 * KB);
    let CreateOutcome::Retry { request_id } = w.create(2, id(2), 4 * KB) else { panic!() };
    w.store.set_spilling(true, w.now);
    w.advance(5000);
    assert!(matches!(w.retry(2, id(2), request_id), CreateOutcome::Retry { .. }));
    w.store.set_spilling(false, w.now);
    w.advance(1999);
    assert!(matches!(w.retry(2, id(2), request_id), CreateOutcome::Retry { .. }));
    w.advance(1);
    let CreateOutcome::Created { spec, segment } = w.retry(2, id(2), request_id) else { panic!() };
    assert!(spec.fallback_allocated && segment.unique_fd_id == 2 && spec.data_offset == 0);
    assert_eq!(w.replies[0].2, [segment]);
    w.seal(2, id(2));
    let reply = w.send(2, Request::Release { object_id: id(2), may_unmap: true });
    assert_eq!(reply, [Reply::Release { object_id: id(2), should_unmap: true, error: PlasmaError::Ok }]);
    assert_eq!(w.get(2, &[id(2)]), [true]);
    assert_eq!(w.replies[0].2, [segment], "unmapped, so the fd comes again");
    w.release(2, id(2));
    w.store.free(&[id(2)], false, w.now);
    w.run();
    assert_eq!(w.dropped, [segment]);
}

#[test]
fn who_waits_for_those_who_wait_too_gets_a_file_soon() {
    let mut w = world(16 * KB);
    // Two tasks with their arguments, and results that have no room beside them.
    assert!(is_created(w.create(1, id(1), 6 * KB)));
    assert!(is_created(w.create(2, id(2), 6 * KB)));
    let CreateOutcome::Retry { request_id: first } = w.create(1, id(11), 8 * KB) else { panic!() };
    w.advance(1000);
    let waits = |outcome| matches!(outcome, CreateOutcome::Retry { .. });
    assert!(waits(w.retry(1, id(11), first)), "the other one may end and give back its argument");
    w.seal(2, id(2));
    w.release(2, id(2));
    w.advance(0);
    assert!(is_created(w.retry(1, id(11), first)), "as it does");
    w.seal(1, id(11));
    let CreateOutcome::Retry { request_id: second } = w.create(1, id(12), 8 * KB) else { panic!() };
    w.advance(199);
    assert!(waits(w.retry(1, id(12), second)));
    w.advance(1);
    let CreateOutcome::Created { spec, .. } = w.retry(1, id(12), second) else { panic!() };
    assert!(spec.fallback_allocated, "nobody else could give back anything");
}

#[test]
fn each_create_that_fits_begins_the_grace_period_of_the_next_anew() {
    let mut w = world(16 * KB);
    assert!(is_created(w.create(1, id(1), 15 * KB)));
    for (object, size) in [(2, 2 * KB), (3, 0), (4, 2 * KB), (5, 0)] {
        let request = CreateRequest { object_id: id(object), data_size: size, ..CreateRequest::default() };
        w.store.queue_own(request, w.now);
    }
    w.run();
    let mut waiting = vec![w.store.stats().waiting_creates];
    for _ in 0..2 {
        w.advance(GRACE_MS - 1);
        waiting.push(w.store.stats().waiting_creates);
        w.advance(1);
        waiting.push(w.store.stats().waiting_creates);
    }
    assert_eq!(waiting, [4, 4, 2, 2, 0]);
    assert!(w.own.iter().all(|(_, outcome)| *outcome == PlasmaError::Ok), "{:?}", w.own);
}

#[test]
fn full_disk_is_out_of_disk_and_no_fallback_is_out_of_memory() {
    let mut w = world(10 * KB);
    w.disk = Err(FallbackError::OutOfDisk);
    let outcome = w.create(1, id(1), 100 * KB);
    assert_eq!(outcome, CreateOutcome::Failed(PlasmaError::OutOfDisk), "can never fit: no grace period");
    let mut w = World::new(10 * KB, false);
    w.connect(1);
    assert_eq!(w.create(1, id(1), 100 * KB), CreateOutcome::Failed(PlasmaError::OutOfMemory));
}

#[test]
fn a_limit_of_fallback_files_is_a_full_disk() {
    let mut w = world(10 * KB);
    w.store.set_fallback_limit(50 * KB);
    assert!(is_created(w.create(1, id(1), 30 * KB)));
    assert_eq!(w.create(1, id(2), 30 * KB), CreateOutcome::Failed(PlasmaError::OutOfDisk));
    assert!(is_created(w.create(1, id(3), 20 * KB)), "a smaller one still fits");
    // What is idle in such a file makes room for others.
    w.seal(1, id(1));
    w.release(1, id(1));
    assert!(is_created(w.create(1, id(4), 30 * KB)));
    w.store.set_fallback_limit(0);
    assert_eq!(w.create(1, id(5), 11 * KB), CreateOutcome::Failed(PlasmaError::OutOfDisk));
    assert!(is_created(w.create(1, id(6), KB)), "the arena has no such limit");
}

#[test]
fn immediate_creates_never_wait() {
    let mut w = world(10 * KB);
    w.create(1, id(1), 8 * KB);
    let CreateOutcome::Retry { .. } = w.create(2, id(2), 4 * KB) else { panic!() };
    let replies = w.send(1, create_request(id(3), 4 * KB, true));
    let [Reply::Create { outcome: CreateOutcome::Created { spec, .. }, .. }] = &replies[..] else {
        panic!("{replies:?}")
    };
    assert!(spec.fallback_allocated);
    let replies = w.send(1, create_request(id(4), KB, true));
    let [Reply::Create { outcome: CreateOutcome::Created { spec, .. }, .. }] = &replies[..] else {
        panic!("{replies:?}")
    };
    assert!(!spec.fallback_allocated, "it fits, so it passes the queue");
}

#[test]
fn create_waits_for_pages_without_a_retry_id() {
    let mut w = world(64 * KB);
    w.holds_back_reserving = true;
    assert!(w.send(1, create_request(id(1), 8 * KB, false)).is_empty());
    assert_eq!(w.wanted_limit, 64 + 8 * KB);
    w.store.on_reserved(4 * KB, w.now);
    w.run();
    assert!(w.replies.is_empty());
    w.store.on_reserved(w.wanted_limit, w.now);
    w.run();
    assert!(matches!(w.replies_to(1)[..], [Reply::Create { outcome: CreateOutcome::Created { .. }, .. }]));
}

#[test]
fn pages_that_were_given_back_are_asked_for_again() {
    let mut w = world(64 * KB);
    w.put(1, id(1), 40 * KB);
    w.store.free(&[id(1)], false, w.now);
    w.run();
    w.store.shrink_reserved(4 * KB).unwrap();
    assert!(is_created(w.create(1, id(2), 20 * KB)), "less than what had been reserved before");
    w.release(1, id(2));
    w.store.shrink_reserved(4 * KB).unwrap();
    // An object of the raylet's own does not wait, but is tried again.
    let put = |w: &mut World| {
        let made = w.store.create_own(id(3), Owner::default(), 10 * KB, 0, ObjectSource::ErrorStoredByRaylet);
        w.run();
        made.is_ok()
    };
    assert!(put(&mut w) || put(&mut w));
}

#[test]
fn without_pages_the_store_is_smaller_not_broken() {
    let mut w = world(64 * KB);
    w.holds_back_reserving = true;
    w.store.on_reserved(4 * KB, w.now);
    assert!(w.send(1, create_request(id(1), 8 * KB, false)).is_empty());
    w.store.on_reserve_failed("no space left on device", w.now);
    w.run();
    let replies = w.replies_to(1);
    let [Reply::Create { outcome: CreateOutcome::Created { spec, .. }, .. }] = &replies[..] else {
        panic!("{replies:?}")
    };
    assert!(spec.fallback_allocated);
    assert!(matches!(w.events.first(), Some(Event::Warning { text }) if text.contains("--object_store_memory")));
}

#[test]
fn delete_waits_for_users_and_pins() {
    let mut w = world(64 * KB);
    w.put(1, id(1), 10);
    w.get(2, &[id(1)]);
    w.store.pin(&[id(1)], None);
    let delete = |w: &mut World| w.send(1, Request::Delete { object_ids: vec![id(1)] });
    let in_use = Reply::Delete { object_ids: vec![id(1)], errors: vec![PlasmaError::ObjectInUse] };
    assert_eq!(delete(&mut w), std::slice::from_ref(&in_use));
    assert!(!w.store.pin(&[id(1)], None)[0], "no new pin of what is being deleted");
    w.release(2, id(1));
    assert_eq!(delete(&mut w), [in_use], "the raylet's pin keeps it");
    w.store.unpin(&[id(1)], w.now);
    w.run();
    assert!(matches!(w.events.last(), Some(Event::Deleted { evicted: false, .. })));
    let gone = Reply::Delete { object_ids: vec![id(1)], errors: vec![PlasmaError::ObjectNonexistent] };
    assert_eq!(delete(&mut w), [gone]);
}

#[test]
fn free_ends_the_pin_but_not_holds_and_reports_once() {
    let mut w = world(64 * KB);
    w.put(1, id(1), 10);
    let owner = Owner { port: 7, ..Owner::default() };
    assert_eq!(w.store.pin(&[id(1), id(2)], Some(&owner)), [true, false]);
    assert_eq!(w.store.hold(&[id(1)]), [true]);
    w.store.free(&[id(1), id(2)], true, w.now);
    w.run();
    assert!(w.events.contains(&Event::Pinned { object_id: id(1), owner }));
    assert_eq!(w.events.last(), Some(&Event::Freed { object_ids: vec![id(1), id(2)] }));
    w.store.unhold(&[id(1)], w.now);
    w.run();
    assert_eq!(w.events.last(), Some(&Event::Deleted { object_id: id(1), evicted: false }));
}

#[test]
fn objects_of_the_raylet_itself_wake_gets() {
    let mut w = world(64 * KB);
    w.store.on_reserved(64 * KB, w.now);
    w.send(2, Request::Get { object_ids: vec![id(1)], timeout_ms: -1 });
    let source = ObjectSource::ErrorStoredByRaylet;
    w.store.create_own(id(1), Owner::default(), 0, 1, source).unwrap();
    assert_eq!(w.store.create_own(id(1), Owner::default(), 0, 1, source), Err(PutError::Exists));
    w.store.seal_own(id(1), false, w.now);
    w.run();
    assert!(matches!(w.replies_to(2)[..], [Reply::Get { .. }]));
    assert_eq!(w.store.create_own(id(3), Owner::default(), 65 * KB, 0, source), Err(PutError::Full));
}

#[test]
fn too_many_waiting_gets_cost_the_connection() {
    let mut w = world(64 * KB);
    for _ in 0..=MAX_GETS_PER_CLIENT {
        w.send(1, Request::Get { object_ids: vec![id(1)], timeout_ms: -1 });
    }
    assert_eq!(w.disconnects, [1]);
    w.put(2, id(1), 10);
}

#[test]
fn contains_and_debug_string() {
    let mut w = world(64 * KB);
    w.create(1, id(1), 10);
    let contains = |w: &mut World| w.send(2, Request::Contains { object_id: id(1) });
    assert_eq!(contains(&mut w), [Reply::Contains { object_id: id(1), has_object: false }]);
    w.seal(1, id(1));
    assert_eq!(contains(&mut w), [Reply::Contains { object_id: id(1), has_object: true }]);
    let replies = w.send(2, Request::GetDebugString);
    let [Reply::GetDebugString { debug_string }] = &replies[..] else { panic!() };
    assert!(debug_string.contains("all: 1 objects, 10 bytes"), "{debug_string}");
}

#[test]
fn only_unused_pinned_objects_are_spillable_and_the_longest_unused_come_first() {
    let mut w = world(64 * KB);
    for n in 1..=4 {
        w.put(1, id(n), 1000);
    }
    w.store.pin(&[id(1), id(2), id(3)], None);
    assert_eq!(w.get(2, &[id(1)]), [true]);
    w.release(2, id(1));
    assert_eq!(w.get(2, &[id(3)]), [true]);
    // 3 is in use, 4 has no pin (it can be evicted), 1 was used after 2.
    assert_eq!(w.store.hold_spillable(1, 10), [(id(2), 1000)]);
    assert_eq!(w.store.hold_spillable(5000, 10), [(id(1), 1000)]);
    assert_eq!(w.store.hold_spillable(5000, 10), []);
    w.store.unpin(&[id(1), id(2)], w.now);
    w.store.unhold(&[id(1), id(2)], w.now);
    w.run();
    assert_eq!(w.store.stats().totals.idle_objects, 3);
}

#[test]
fn a_create_of_the_raylet_waits_its_turn_and_may_go_into_a_file() {
    let mut w = world(8 * KB);
    w.store.on_reserved(8 * KB, w.now);
    w.put(1, id(1), 6 * KB);
    w.store.pin(&[id(1)], None);
    assert!(matches!(w.create(1, id(2), 6 * KB), CreateOutcome::Retry { .. }));
    let request = CreateRequest { object_id: id(3), data_size: 6 * KB, ..CreateRequest::default() };
    let ticket = w.store.queue_own(request, w.now);
    w.run();
    assert_eq!(w.own, [], "it waits behind the client");
    w.advance(2000);
    assert_eq!(w.own, [(ticket, PlasmaError::Ok)], "with a file, as nobody spills");
    assert!(w.store.locate(&id(3)).unwrap().fallback.is_some());
    w.store.free(&[id(3)], false, w.now);
    w.store.seal_own(id(3), false, w.now);
    w.run();
    assert!(w.store.locate(&id(3)).is_none(), "freed while it was written");
}
