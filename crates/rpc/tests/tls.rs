//! All connections in TLS: a process of its own, since TLS is the process's. The certificates are as Ray's users make
//! them: an address as a DNS name.
#![allow(clippy::unwrap_used)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;

use common::{ECHO, Fixture, call, wait};
use narcine_rpc::{Code, TlsFiles, use_tls};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, SanType};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("narcine-tls-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Certificate, key and authority of one cluster.
fn cluster(folder: &Folder, name: &str) -> (PathBuf, PathBuf, PathBuf) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_cert = ca.self_signed(&ca_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.subject_alt_names = vec![SanType::DnsName("127.0.0.1".try_into().unwrap())];
    let cert = params.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();
    (
        folder.write(&format!("{name}.crt"), &cert.pem()),
        folder.write(&format!("{name}.key"), &key.serialize_pem()),
        folder.write(&format!("{name}.ca"), &ca_cert.pem()),
    )
}

#[test]
fn calls_go_through_and_strangers_do_not() {
    let folder = Folder::new();
    let missing = folder.0.join("none");
    let error = use_tls(&TlsFiles { cert: &missing, key: &missing, ca: &missing }).unwrap_err();
    assert!(error.to_string().contains("none cannot be read"), "{error}");

    let (cert, key, ca) = cluster(&folder, "ours");
    use_tls(&TlsFiles { cert: &cert, key: &key, ca: &ca }).unwrap();
    let f = Fixture::new(None);
    for size in [0, 1, 20_000, 9_000_001] {
        let body = vec![7_u8; size];
        assert!(f.call(ECHO, &body).unwrap() == body, "{size} bytes");
    }

    // The certificate names 127.0.0.1, not localhost.
    let elsewhere = f.address.replace("127.0.0.1", "localhost");
    let failed = wait(call(&f.client, &elsewhere, ECHO, b"", None)).unwrap_err();
    assert!(failed.code == Code::Unavailable && failed.message.contains("TLS"), "{failed:?}");

    // Plain HTTP/2 is turned away.
    let mut plain = TcpStream::connect(&f.address).unwrap();
    plain.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).unwrap();
    assert!(!answer.windows(4).any(|window| window == b"\0\0\x12\x04"), "it spoke HTTP/2: {answer:?}");

    // So is a client whose certificate comes from another authority, or who shows none.
    let (cert, key, _) = cluster(&folder, "theirs");
    for shown in [vec!["-cert", cert.to_str().unwrap(), "-key", key.to_str().unwrap()], vec![]] {
        let done = Command::new("openssl")
            .args(["s_client", "-connect", &f.address, "-alpn", "h2", "-CAfile", ca.to_str().unwrap(), "-quiet"])
            .args(shown)
            .stdin(std::process::Stdio::null())
            .output();
        // Without the tool the cases above must do.
        let Ok(done) = done else { return };
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(said.contains("alert"), "{said}");
    }
    f.close();
}
