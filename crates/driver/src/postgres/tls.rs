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

use crate::{Code, Error, PostgresUrl, SslAccept, Tls};

/// The connector for a URL; its files are read here, if `tls` has not what they are to say.
pub(super) fn connector(url: &PostgresUrl, tls: &Tls) -> Result<MakeRustlsConnect, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|e| failed(&e.to_string()))?;
    let verifier: Arc<dyn ServerCertVerifier> = match url.ssl_accept {
        SslAccept::Any => Arc::new(AnyCertificate(provider)),
        accept => {
            let roots = match &tls.authorities {
                Some(pem) => named_roots(pem.as_bytes(), "the list of trusted certificates")?,
                None => roots(url.ssl_certificate.as_deref())?,
            };
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|e| failed(&format!("no certificate authority is known ({e}); name one with `sslcert`")))?;
            if accept == SslAccept::Authority { Arc::new(AnyName(verifier)) } else { verifier }
        }
    };
    let config = config.dangerous().with_custom_certificate_verifier(verifier);
    let identity = match (&tls.identity, &url.ssl_identity) {
        (Some(pem), _) => Some((pem.clone().into_bytes(), "that was given".to_owned())),
        (None, Some(path)) => {
            let name = format!("{} (`sslidentity`)", path.display());
            Some((std::fs::read(path).map_err(|e| bad_identity(&name, &e.to_string()))?, name))
        }
        (None, None) => None,
    };
    let config = match identity {
        None => config.with_no_client_auth(),
        Some((bytes, name)) => {
            let (certificates, key) = read_identity(&bytes, &name)?;
            config.with_client_auth_cert(certificates, key).map_err(|e| bad_identity(&name, &e.to_string()))?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

/// The client's certificates and key (PEM). PKCS#12, which Prisma reads, would take forty crates.
fn read_identity(bytes: &[u8], name: &str) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Error> {
    if !bytes.windows(10).any(|window| window == b"-----BEGIN") {
        return Err(bad_identity(
            name,
            "it is no PEM file. PKCS#12 is not read: turn it into PEM with `openssl pkcs12 -in FILE -out identity.pem \
             -nodes`, and name that file without `sslpassword`",
        ));
    }
    let certificates = CertificateDer::pem_slice_iter(bytes).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|e| bad_identity(name, &e.to_string()))?;
    let key = PrivateKeyDer::from_pem_slice(bytes);
    let key = key.map_err(|e| bad_identity(name, &format!("it holds no private key without a password ({e})")))?;
    if certificates.is_empty() {
        return Err(bad_identity(name, "it holds no certificate"));
    }
    Ok((certificates, key))
}

fn bad_identity(name: &str, why: &str) -> Error {
    failed(&format!("the client's certificate {name} cannot be used: {why}"))
}

fn failed(why: &str) -> Error {
    Error::new(Code::P1011, format!("TLS cannot be set up: {why}.")).with_meta("message", why)
}

/// The authorities that are trusted: those in the file (PEM or DER), or the system's.
fn roots(file: Option<&Path>) -> Result<RootCertStore, Error> {
    let Some(path) = file else {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let bytes = std::fs::read(path)
        .map_err(|e| failed(&format!("the certificate {} (`sslcert`) cannot be read: {e}", path.display())))?;
    named_roots(&bytes, &format!("the file {} (`sslcert`)", path.display()))
}

fn named_roots(bytes: &[u8], name: &str) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    let unreadable = |why: String| failed(&format!("{name} holds no certificate: {why}"));
    if bytes.starts_with(b"-----") || bytes.windows(10).any(|w| w == b"-----BEGIN") {
        for certificate in CertificateDer::pem_slice_iter(bytes) {
            let certificate = certificate.map_err(|e| unreadable(e.to_string()))?;
            roots.add(certificate).map_err(|e| unreadable(e.to_string()))?;
        }
    } else {
        roots.add(CertificateDer::from(bytes.to_vec())).map_err(|e| unreadable(e.to_string()))?;
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
