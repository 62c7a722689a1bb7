//! TLS for every server and client of the process, as Ray has it (Ray 2.60.0, RAY_USE_TLS: rpc/common.cc,
//! grpc_server.cc): one certificate and key for both roles, one file of authorities, and both sides show who they are.
//!
//! Two things that a strict reader refuses are in use with Ray and accepted by gRPC, so they are here too: addresses that
//! stand in a certificate as names ("127.0.0.1" as DNS name), and one self-signed certificate that is its own authority.
//! Neither widens whom we trust: the chain is checked first, and a certificate in the file of authorities is trusted.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConfig,
    SignatureScheme,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

/// Of RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY and RAY_TLS_CA_CERT: PEM.
pub struct TlsFiles<'a> {
    pub cert: &'a Path,
    pub key: &'a Path,
    pub ca: &'a Path,
}

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{} cannot be read: {reason}", path.display())]
    File { path: PathBuf, reason: String },
    #[error("certificate, key and authorities do not fit together: {0}")]
    Unfit(String),
    #[error("TLS is set already")]
    Twice,
}

struct Tls {
    acceptor: TlsAcceptor,
    connector: TlsConnector,
}

static TLS: OnceLock<Tls> = OnceLock::new();

/// From now on all connections of this process are TLS. Call before the first server or client starts.
pub fn use_tls(files: &TlsFiles<'_>) -> Result<(), TlsError> {
    let certs = read(files.cert, CertificateDer::pem_file_iter(files.cert).and_then(Iterator::collect))?;
    let key = || read(files.key, PrivateKeyDer::from_pem_file(files.key));
    let authorities: Vec<CertificateDer<'static>> =
        read(files.ca, CertificateDer::pem_file_iter(files.ca).and_then(Iterator::collect))?;
    let tls = build(certs, key()?, key()?, &authorities).map_err(|error| TlsError::Unfit(error.to_string()))?;
    TLS.set(tls).map_err(|_| TlsError::Twice)
}

fn read<T>(path: &Path, read: Result<T, rustls::pki_types::pem::Error>) -> Result<T, TlsError> {
    read.map_err(|error| TlsError::File { path: path.into(), reason: error.to_string() })
}

fn build(
    certs: Vec<CertificateDer<'static>>,
    server_key: PrivateKeyDer<'static>,
    client_key: PrivateKeyDer<'static>,
    authorities: &[CertificateDer<'static>],
) -> Result<Tls, Box<dyn std::error::Error>> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots.add(authority.clone())?;
    }
    let roots = Arc::new(roots);
    let trust = |provider: &Arc<CryptoProvider>| Trust { pinned: authorities.to_vec(), provider: provider.clone() };
    let clients = WebPkiClientVerifier::builder_with_provider(roots.clone(), provider.clone()).build()?;
    let servers = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build()?;
    let mut server = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(Arc::new(Clients { trust: trust(&provider), inner: clients }))
        .with_single_cert(certs.clone(), server_key)?;
    let mut client = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Servers { trust: trust(&provider), inner: servers }))
        .with_client_auth_cert(certs, client_key)?;
    // gRPC peers refuse a connection that does not speak it by name.
    server.alpn_protocols = vec![b"h2".to_vec()];
    client.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Tls { acceptor: TlsAcceptor::from(Arc::new(server)), connector: TlsConnector::from(Arc::new(client)) })
}

/// A connection, plain or in TLS.
pub enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Whether all connections of this process are TLS.
pub fn is_on() -> bool {
    TLS.get().is_some()
}

pub async fn accepted(tcp: TcpStream) -> io::Result<Socket> {
    match TLS.get() {
        None => Ok(Socket::Plain(tcp)),
        Some(tls) => Ok(Socket::Tls(Box::new(tls.acceptor.accept(tcp).await?.into()))),
    }
}

/// @param address "host:port", "[v6]:port"
pub async fn connected(tcp: TcpStream, address: &str) -> io::Result<Socket> {
    let Some(tls) = TLS.get() else { return Ok(Socket::Plain(tcp)) };
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host).trim_matches(['[', ']']);
    let name = ServerName::try_from(host.to_string()).map_err(io::Error::other)?;
    Ok(Socket::Tls(Box::new(tls.connector.connect(name, tcp).await?.into())))
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Self::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_write_vectored(cx, bufs),
            Self::Tls(tls) => Pin::new(tls).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(tcp) => tcp.is_write_vectored(),
            Self::Tls(tls) => tls.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Self::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

/// What servers and clients are checked by alike.
#[derive(Debug)]
struct Trust {
    /// The file of authorities: a peer that shows one of these very certificates is trusted.
    pinned: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl Trust {
    fn is_pinned(&self, cert: &CertificateDer<'_>) -> bool {
        self.pinned.iter().any(|known| known.as_ref() == cert.as_ref())
    }

    fn tls12(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(m, c, d, &self.provider.signature_verification_algorithms)
    }

    fn tls13(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(m, c, d, &self.provider.signature_verification_algorithms)
    }

    fn schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[derive(Debug)]
struct Servers {
    trust: Trust,
    inner: Arc<WebPkiServerVerifier>,
}

impl ServerCertVerifier for Servers {
    fn verify_server_cert(
        &self,
        cert: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.trust.is_pinned(cert) {
            return Ok(ServerCertVerified::assertion());
        }
        let verified = self.inner.verify_server_cert(cert, chain, name, ocsp, now);
        // The chain is good when only the name is wrong: it is checked last.
        match (&verified, name) {
            (
                Err(Error::InvalidCertificate(
                    CertificateError::NotValidForNameContext { .. } | CertificateError::NotValidForName,
                )),
                ServerName::IpAddress(ip),
            ) if names_in(cert).iter().any(|known| *known == std::net::IpAddr::from(*ip).to_string()) => {
                Ok(ServerCertVerified::assertion())
            }
            _ => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.trust.tls12(message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.trust.tls13(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust.schemes()
    }
}

#[derive(Debug)]
struct Clients {
    trust: Trust,
    inner: Arc<dyn ClientCertVerifier>,
}

impl ClientCertVerifier for Clients {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        cert: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if self.trust.is_pinned(cert) {
            return Ok(ClientCertVerified::assertion());
        }
        self.inner.verify_client_cert(cert, chain, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.trust.tls12(message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.trust.tls13(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust.schemes()
    }
}

/// The DNS names of a certificate's subjectAltName (RFC 5280, 4.2.1.6: context tag 2 in the extension 2.5.29.17). The
/// certificate's chain has been verified, so this only finds the names in bytes that are well formed.
fn names_in(cert: &CertificateDer<'_>) -> Vec<String> {
    /// OBJECT IDENTIFIER 2.5.29.17.
    const SUBJECT_ALT_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x11];
    let bytes = cert.as_ref();
    let Some(at) = bytes.windows(SUBJECT_ALT_NAME.len()).position(|window| window == SUBJECT_ALT_NAME) else {
        return Vec::new();
    };
    let mut rest = &bytes[at + SUBJECT_ALT_NAME.len()..];
    // It may be marked critical.
    if let Some((0x01, _, after)) = element(rest) {
        rest = after;
    }
    let names = element(rest).and_then(|(tag, inner, _)| if tag == 0x04 { element(inner) } else { None });
    let Some((0x30, mut names, _)) = names else { return Vec::new() };
    let mut found = Vec::new();
    while let Some((tag, value, after)) = element(names) {
        if tag == 0x82 {
            found.push(String::from_utf8_lossy(value).into_owned());
        }
        names = after;
    }
    found
}

/// Tag, value and what follows of one DER element; lengths up to 64 KiB.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), &rest[1..]),
        0x82 => (usize::from(*rest.first()?) << 8 | usize::from(*rest.get(1)?), &rest[2..]),
        _ => return None,
    };
    let (value, after) = rest.split_at_checked(length)?;
    Some((tag, value, after))
}
