//! The table, whatever comes.

use crate::scan::tests::{event, request};
use crate::table::{Cursor, Key, Limits, Table};
use proptest::prelude::*;

const LIMITS: Limits = Limits { max_attempts: 3, max_bytes: 3_000, max_pieces: 4 };
const FINISHED: u64 = 11;

/// A report of `task`, of job `task % 2`, on worker `task`.
fn report(task: u8, is_terminal: bool, filler: usize) -> Vec<u8> {
    let states: &[u64] = if is_terminal { &[FINISHED] } else { &[9] };
    request(&[event(task, 0, task % 2, Some(task), states, filler)], 0, 0)
}

fn newest_first(table: &Table) -> Vec<u8> {
    let mut tasks = Vec::new();
    assert_eq!(table.walk(Cursor::NEWEST, usize::MAX, |key, _| tasks.push(key.task_id[0])), Cursor::End);
    tasks
}

#[test]
fn finished_attempts_go_before_running_ones() {
    let mut table = Table::new(LIMITS);
    for (task, is_terminal) in [(1, false), (2, true), (3, true), (4, false)] {
        table.take(&report(task, is_terminal, 0)).unwrap();
    }
    assert_eq!(newest_first(&table), [4, 1, 3]);
    assert_eq!((table.lost_attempts(None), table.lost_attempts(Some(&[0; 4]))), (1, 1));
    assert_eq!((table.lost_attempts(Some(&[1; 4])), table.lost_profile_events()), (0, 0));
    table.validate().unwrap();
}

#[test]
fn what_a_job_or_a_worker_has_not_finished() {
    let mut table = Table::new(LIMITS);
    table.take(&report(1, false, 0)).unwrap();
    table.take(&report(3, true, 0)).unwrap();
    let only = (Key { task_id: [1; 24], attempt: 0 }, [1; 4]);
    assert_eq!(table.running_of_job(&[1; 4]), [only]);
    assert_eq!(table.running_of_worker(&[1; 28]), [only]);
    assert_eq!(table.running_of_worker(&[3; 28]), []);
}

#[test]
fn the_pieces_of_an_attempt_stay_whole_and_in_order() {
    let mut table = Table::new(LIMITS);
    let pieces: Vec<_> = (0..6).map(|filler| event(1, 2, 1, None, &[9], filler)).collect();
    pieces.iter().for_each(|piece| table.take(&request(std::slice::from_ref(piece), 0, 0)).unwrap());
    // Of six, the third and the fourth went when there was one too many.
    let kept: Vec<_> = table.newest(&[1; 24]).unwrap().pieces().map(<[u8]>::to_vec).collect();
    assert_eq!(kept, [0, 1, 4, 5].map(|index: usize| pieces[index].clone()));
    assert_eq!(table.lost_profile_events(), 2);
    assert!(table.newest(&[2; 24]).is_none());
    table.validate().unwrap();
}

#[test]
fn a_walk_in_steps_sees_what_one_walk_sees() {
    let mut table = Table::new(Limits { max_attempts: 100, max_bytes: 1 << 20, max_pieces: 4 });
    (0..40).for_each(|task| table.take(&report(task, task % 3 == 0, 0)).unwrap());
    for step in 1..=7 {
        let (mut cursor, mut seen) = (Cursor::NEWEST, Vec::new());
        while cursor != Cursor::End {
            cursor = table.walk(cursor, step, |key, _| seen.push(key.task_id[0]));
        }
        assert_eq!(seen, newest_first(&table));
    }
}

proptest! {
    #[test]
    fn bounds_hold_whatever_comes(steps in prop::collection::vec((0u8..7, any::<bool>(), 0usize..1_500), 0..60)) {
        let mut table = Table::new(LIMITS);
        for (task, is_terminal, filler) in steps {
            table.take(&report(task, is_terminal, filler)).unwrap();
            prop_assert_eq!(table.validate(), Ok(()));
            prop_assert!(table.bytes() <= LIMITS.max_bytes || table.len() == 1);
            prop_assert!(table.len() <= LIMITS.max_attempts);
            let mut most = 0;
            table.walk(Cursor::NEWEST, usize::MAX, |_, attempt| most = most.max(attempt.pieces().count()));
            prop_assert!(most <= LIMITS.max_pieces as usize);
        }
    }
}
