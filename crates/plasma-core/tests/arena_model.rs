//! The arena against the simplest model there is: one flag for each 64-byte unit, searched from the front.
#![allow(clippy::unwrap_used)]

use plasma_core::{ALIGNMENT, Arena, allocation_len};
use proptest::prelude::*;

const UNITS: usize = 256;

#[derive(Debug, Clone)]
enum Step {
    Allocate(u64),
    /// Frees the live range at this index.
    Free(prop::sample::Index),
    Grow(u64),
    /// To a multiple of so many units.
    Shrink(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1u64..20).prop_map(|units| Step::Allocate(units * ALIGNMENT)),
        4 => any::<prop::sample::Index>().prop_map(Step::Free),
        1 => (0..UNITS as u64 + 8).prop_map(|units| Step::Grow(units * ALIGNMENT)),
        1 => (1..9usize).prop_map(Step::Shrink),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn hands_out_the_lowest_range_that_fits(steps in proptest::collection::vec(step(), 1..200)) {
        let mut arena = Arena::new(UNITS as u64 * ALIGNMENT);
        let mut taken = [true; UNITS];
        let (mut limit, mut live) = (1usize, Vec::new());
        for step in steps {
            match step {
                Step::Allocate(len) => {
                    let units = (len / ALIGNMENT) as usize;
                    let expected = (0..UNITS).find(|at| at + units <= limit && taken[*at..at + units].iter().all(|t| !t));
                    let offset = arena.allocate(len);
                    prop_assert_eq!(offset, expected.map(|at| at as u64 * ALIGNMENT));
                    if let Some(at) = expected {
                        taken[at..at + units].fill(true);
                        live.push((at, units));
                    }
                }
                Step::Free(index) if !live.is_empty() => {
                    let (at, units) = live.swap_remove(index.index(live.len()));
                    let (offset, len) = (at as u64 * ALIGNMENT, units as u64 * ALIGNMENT);
                    arena.free(offset, len).unwrap();
                    taken[at..at + units].fill(false);
                    prop_assert!(arena.free(offset, len).is_err(), "a second free is refused");
                }
                Step::Free(_) => {}
                Step::Grow(bytes) => {
                    let to = ((bytes / ALIGNMENT) as usize).min(UNITS);
                    if to > limit {
                        taken[limit..to].fill(false);
                        limit = to;
                    }
                    arena.grow(bytes);
                }
                Step::Shrink(unit) => {
                    let free = taken[..limit].iter().rev().take_while(|taken| !**taken).count();
                    let to = (limit - free).next_multiple_of(unit);
                    let expected = (to < limit).then_some(to);
                    let given = arena.shrink(unit as u64 * ALIGNMENT);
                    prop_assert_eq!(given, expected.map(|to| to as u64 * ALIGNMENT));
                    if let Some(to) = expected {
                        taken[to..limit].fill(true);
                        limit = to;
                    }
                }
            }
            arena.validate().unwrap();
            let free = taken.iter().filter(|taken| !**taken).count() as u64;
            prop_assert_eq!(arena.free_bytes(), free * ALIGNMENT);
        }
    }
}

#[test]
fn takes_objects_beyond_4_gib_in_an_arena_of_tens() {
    const GIB: u64 = 1 << 30;
    let mut arena = Arena::new(96 * GIB);
    arena.grow(96 * GIB);
    let first = arena.allocate(allocation_len(40 * GIB + 1).unwrap()).unwrap();
    let second = arena.allocate(allocation_len(5 * GIB).unwrap()).unwrap();
    assert_eq!((first, second), (64, 64 + 40 * GIB + 64));
    assert_eq!(arena.allocate(allocation_len(52 * GIB).unwrap()), None);
    arena.free(first, 40 * GIB + 64).unwrap();
    assert_eq!(arena.allocate(allocation_len(5 * GIB).unwrap()), Some(64), "freed low ranges go first");
    arena.validate().unwrap();
}

#[test]
fn limit_for_counts_the_free_tail() {
    let mut arena = Arena::new(64 * 100);
    arena.grow(64 * 10);
    assert_eq!(arena.limit_for(64 * 20), Some(64 * 21), "the nine free units at the end count");
    arena.allocate(64 * 9).unwrap();
    assert_eq!(arena.limit_for(64 * 20), Some(64 * 30));
    assert_eq!(arena.limit_for(64 * 91), None);
}

#[test]
fn sizes_round_up_and_never_overflow() {
    assert_eq!(allocation_len(0), Some(64));
    assert_eq!(allocation_len(65), Some(128));
    assert_eq!(allocation_len(u64::MAX), None);
    assert_eq!(allocation_len(i64::MAX as u64), None);
}
