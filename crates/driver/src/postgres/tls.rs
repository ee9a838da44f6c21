//! TLS through rustls, with Prisma's `sslaccept`.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Code, Error, PostgresUrl, SslAccept};

/// The connector for a URL; its files are read here.
pub(super) fn connector(url: &PostgresUrl) -> Result<MakeRustlsConnect, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|e| failed(&e.to_string()))?;
    let verifier: Arc<dyn ServerCertVerifier> = match url.ssl_accept {
        SslAccept::Any => Arc::new(AnyCertificate(provider)),
        accept => {
            let roots = Arc::new(roots(url.ssl_certificate.as_deref())?);
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider))
                .build()
                .map_err(|e| failed(&format!("no certificate authority is known ({e}); name one with `sslcert`")))?;
            if accept == SslAccept::Authority { Arc::new(AnyName(verifier)) } else { verifier }
        }
    };
    let config = config.dangerous().with_custom_certificate_verifier(verifier);
    let config = match &url.ssl_identity {
        None => config.with_no_client_auth(),
        Some(path) => {
            let (certificates, key) = identity(path)?;
            config.with_client_auth_cert(certificates, key).map_err(|e| bad_identity(path, &e.to_string()))?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

/// The client's certificates and key (PEM). PKCS#12, which Prisma reads, would take forty crates.
fn identity(path: &Path) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Error> {
    let bytes = std::fs::read(path).map_err(|e| bad_identity(path, &e.to_string()))?;
    if !bytes.windows(10).any(|window| window == b"-----BEGIN") {
        return Err(bad_identity(
            path,
            "it is no PEM file. PKCS#12 is not read: turn it into PEM with `openssl pkcs12 -in FILE -out identity.pem \
             -nodes`, and name that file without `sslpassword`",
        ));
    }
    let certificates = CertificateDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|e| bad_identity(path, &e.to_string()))?;
    let key = PrivateKeyDer::from_pem_slice(&bytes);
    let key = key.map_err(|e| bad_identity(path, &format!("it holds no private key without a password ({e})")))?;
    if certificates.is_empty() {
        return Err(bad_identity(path, "it holds no certificate"));
    }
    Ok((certificates, key))
}

fn bad_identity(path: &Path, why: &str) -> Error {
    failed(&format!("the client's certificate {} (`sslidentity`) cannot be used: {why}", path.display()))
}

fn failed(why: &str) -> Error {
    Error::new(Code::P1011, format!("TLS cannot be set up: {why}.")).with_meta("message", why)
}

/// The authorities that are trusted: those in the file (PEM or DER), or the system's.
fn roots(file: Option<&Path>) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    let Some(path) = file else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let bytes = std::fs::read(path)
        .map_err(|e| failed(&format!("the certificate {} (`sslcert`) cannot be read: {e}", path.display())))?;
    let unreadable =
        |why: String| failed(&format!("the file {} (`sslcert`) holds no certificate: {why}", path.display()));
    if bytes.starts_with(b"-----") || bytes.windows(10).any(|w| w == b"-----BEGIN") {
        for certificate in CertificateDer::pem_slice_iter(&bytes) {
            let certificate = certificate.map_err(|e| unreadable(e.to_string()))?;
            roots.add(certificate).map_err(|e| unreadable(e.to_string()))?;
        }
    } else {
        roots.add(CertificateDer::from(bytes)).map_err(|e| unreadable(e.to_string()))?;
    }
    if roots.is_empty() { Err(unreadable("it is empty".to_owned())) } else { Ok(roots) }
}

/// `sslaccept=accept_invalid_certs`: encrypted, but nobody proves who they are. Prisma's default.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// `sslmode=verify-ca`: a known authority, but any name.
#[derive(Debug)]
struct AnyName(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match self.0.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            // The name is checked last: all else was right.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
