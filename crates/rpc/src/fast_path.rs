//! The methods answered beside the store and without JavaScript: every `ray.put` and every task's return brings a
//! PinObjectIDs, every batch of dropped references a FreeLocalObjects, and a health check must be answered
//! before the work that waits for JavaScript. Field numbers: Ray 2.60.0, node_manager.proto, common.proto; grpc health.proto.

use std::collections::HashSet;

use plasma_core::{LocalObjects, ObjectId, Owner};

use crate::proto::{Fields, Value, write_bytes};
use crate::status::{Code, Status};

pub const HEALTH_CHECK: &str = "/grpc.health.v1.Health/Check";
pub const PIN_OBJECT_IDS: &str = "/ray.rpc.NodeManagerService/PinObjectIDs";
pub const FREE_LOCAL_OBJECTS: &str = "/ray.rpc.NodeManagerService/FreeLocalObjects";

/// HealthCheckRequest{service = 1} -> HealthCheckResponse{status = 1: SERVING}.
/// An unknown name is NOT_FOUND "service name unknown", as grpc++'s own health service says.
pub fn health_check(body: &[u8], services: &HashSet<String>) -> Result<Vec<u8>, Status> {
    let mut service: &[u8] = b"";
    let mut fields = Fields::new(body);
    while let Some((field, value)) = fields.next_field().map_err(invalid)? {
        if let (1, Value::Bytes(name)) = (field, value) {
            service = name;
        }
    }
    let known = service.is_empty() || std::str::from_utf8(service).is_ok_and(|name| services.contains(name));
    if known { Ok(vec![0x08, 1]) } else { Err(Status::new(Code::NotFound, "service name unknown")) }
}

/// PinObjectIDsRequest{owner_address = 1, object_ids = 2, generator_id = 3} -> PinObjectIDsReply{successes = 1}.
pub fn pin_object_ids(body: &[u8], objects: &dyn LocalObjects) -> Result<Vec<u8>, Status> {
    let mut owner = Owner::default();
    let mut ids = Vec::new();
    let mut fields = Fields::new(body);
    while let Some((field, value)) = fields.next_field().map_err(invalid)? {
        match (field, value) {
            (1, Value::Bytes(address)) => owner = decode_owner(address)?,
            (2, Value::Bytes(id)) => ids.push(object_id(id)?),
            _ => {}
        }
    }
    let pinned: Vec<u8> = objects.pin_objects(&ids, &owner).into_iter().map(u8::from).collect();
    let mut reply = Vec::with_capacity(pinned.len() + 4);
    if !pinned.is_empty() {
        write_bytes(&mut reply, 1, &pinned);
    }
    Ok(reply)
}

/// FreeLocalObjectsRequest{object_ids = 1} -> FreeLocalObjectsReply{}.
pub fn free_local_objects(body: &[u8], objects: &dyn LocalObjects) -> Result<Vec<u8>, Status> {
    let mut ids = Vec::new();
    let mut fields = Fields::new(body);
    while let Some((field, value)) = fields.next_field().map_err(invalid)? {
        if let (1, Value::Bytes(id)) = (field, value) {
            ids.push(object_id(id)?);
        }
    }
    objects.free_objects(&ids);
    Ok(Vec::new())
}

/// Address{node_id = 1, ip_address = 2, port = 3, worker_id = 4}.
fn decode_owner(bytes: &[u8]) -> Result<Owner, Status> {
    let mut owner = Owner::default();
    let mut fields = Fields::new(bytes);
    while let Some((field, value)) = fields.next_field().map_err(invalid)? {
        match (field, value) {
            (1, Value::Bytes(id)) => owner.node_id = id.to_vec(),
            (2, Value::Bytes(ip)) => owner.ip_address = ip.to_vec(),
            // int32 on the wire is a sign-extended varint: its low 32 bits are the value.
            (3, Value::Varint(port)) => owner.port = port as i32,
            (4, Value::Bytes(id)) => owner.worker_id = id.to_vec(),
            _ => {}
        }
    }
    Ok(owner)
}

fn object_id(bytes: &[u8]) -> Result<ObjectId, Status> {
    ObjectId::from_slice(bytes).ok_or_else(|| {
        Status::new(Code::InvalidArgument, format!("an object id has 28 bytes, this one has {}", bytes.len()))
    })
}

fn invalid(error: crate::proto::Malformed) -> Status {
    Status::new(Code::InvalidArgument, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Fake {
        pins: Mutex<Vec<(Vec<ObjectId>, Owner)>>,
        freed: Mutex<Vec<ObjectId>>,
    }

    impl LocalObjects for Fake {
        fn pin_objects(&self, ids: &[ObjectId], owner: &Owner) -> Vec<bool> {
            self.pins.lock().unwrap().push((ids.to_vec(), owner.clone()));
            ids.iter().map(|id| id.0[0] % 2 == 1).collect()
        }
        fn free_objects(&self, ids: &[ObjectId]) {
            self.freed.lock().unwrap().extend_from_slice(ids);
        }
        fn contains_objects(&self, ids: &[ObjectId]) -> Vec<bool> {
            vec![false; ids.len()]
        }
    }

    #[test]
    fn pins_answer_each_id() {
        let fake = Fake::default();
        let mut owner = Vec::new();
        write_bytes(&mut owner, 1, &[9; 28]);
        write_bytes(&mut owner, 2, b"10.0.0.1");
        owner.extend_from_slice(&[0x18, 0x90, 0x4e]);
        write_bytes(&mut owner, 4, &[8; 28]);
        let mut body = Vec::new();
        write_bytes(&mut body, 1, &owner);
        write_bytes(&mut body, 2, &[1; 28]);
        write_bytes(&mut body, 2, &[2; 28]);
        assert_eq!(pin_object_ids(&body, &fake).unwrap(), [0x0a, 2, 1, 0]);
        let expected =
            Owner { node_id: vec![9; 28], ip_address: b"10.0.0.1".to_vec(), port: 10000, worker_id: vec![8; 28] };
        assert_eq!(*fake.pins.lock().unwrap(), [(vec![ObjectId([1; 28]), ObjectId([2; 28])], expected)]);
    }

    #[test]
    fn a_short_id_changes_nothing() {
        let fake = Fake::default();
        let mut body = Vec::new();
        write_bytes(&mut body, 1, &[1; 28]);
        write_bytes(&mut body, 1, &[1; 27]);
        assert_eq!(free_local_objects(&body, &fake).unwrap_err().code, Code::InvalidArgument);
        assert!(fake.freed.lock().unwrap().is_empty());
        body.truncate(30);
        assert_eq!(free_local_objects(&body, &fake).unwrap(), []);
        assert_eq!(*fake.freed.lock().unwrap(), [ObjectId([1; 28])]);
    }

    #[test]
    fn health_knows_its_names() {
        let services = HashSet::from(["ab".to_string()]);
        assert_eq!(health_check(b"", &services).unwrap(), [8, 1]);
        assert_eq!(health_check(b"\x0a\x02ab", &services).unwrap(), [8, 1]);
        assert_eq!(health_check(b"\x0a\x02ac", &services).unwrap_err().code, Code::NotFound);
        assert_eq!(health_check(b"\x0a\x02\xff\xfe", &services).unwrap_err().code, Code::NotFound);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn bad_requests_are_errors_not_panics(body in prop::collection::vec(prop_oneof![Just(0x0a), Just(0x12), Just(28), any::<u8>()], 0..80)) {
            let fake = Fake::default();
            let _ = pin_object_ids(&body, &fake);
            let _ = free_local_objects(&body, &fake);
            let _ = health_check(&body, &HashSet::new());
        }
    }
}
