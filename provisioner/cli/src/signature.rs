//! Signatures on saved plans: Ed25519, keys as `openssl genpkey -algorithm ed25519` makes them.

use std::fmt;

use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ed25519_dalek::{Signer, VerifyingKey};
use serde::{Deserialize, Serialize};

/// Stands before what is signed, so that a signature on a plan's seal is good for nothing else.
const DOMAIN: &[u8] = b"gabakura saved plan, format 2\0";

/// A private key. Its bytes are wiped when it is dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// Reads a PKCS#8 key without a passphrase.
    pub fn from_pem(pem: &str) -> Result<Self, String> {
        ed25519_dalek::SigningKey::from_pkcs8_pem(pem.trim())
            .map(Self)
            .map_err(|error| error.to_string())
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(hex(self.0.verifying_key().as_bytes()))
    }

    pub fn sign(&self, seal: &str) -> Signature {
        Signature(hex(&self.0.sign(&message(seal)).to_bytes()))
    }
}

/// A public key, as hex of its 32 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(String);

impl PublicKey {
    /// Reads a key in SubjectPublicKeyInfo form.
    pub fn from_pem(pem: &str) -> Result<Self, String> {
        VerifyingKey::from_public_key_pem(pem.trim())
            .map(|key| Self(hex(key.as_bytes())))
            .map_err(|error| error.to_string())
    }

    /// Whether a signature of a seal was made with this key's private half. False also for a key
    /// or a signature that is none.
    pub fn verifies(&self, seal: &str, signature: &Signature) -> bool {
        let key = bytes(&self.0).and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let signature = bytes(&signature.0).map(|s| ed25519_dalek::Signature::from_bytes(&s));
        match (key, signature) {
            (Some(key), Some(signature)) => key.verify_strict(&message(seal), &signature).is_ok(),
            _ => false,
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ed25519:{}", self.0)
    }
}

/// A signature, as hex of its 64 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signature(String);

fn message(seal: &str) -> Vec<u8> {
    [DOMAIN, seal.as_bytes()].concat()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of lower-case hex of exactly this length.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks_exact(2);
    let whole: Option<Vec<u8>> = pairs
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect();
    whole
        .filter(|_| text.len() == 2 * N)
        .and_then(|bytes| bytes.try_into().ok())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    // Made with `openssl genpkey -algorithm ed25519` for these tests; they open nothing.
    pub const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHxWQ3/wGsMuAPtDUhYpE1Yd4DgBI6mcW26pEY9f20Lc\n-----END PRIVATE KEY-----";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAD867QkiZwAX8uX314kMwm4yHDwadLx0BAcDFDrRNW/w=\n-----END PUBLIC KEY-----";
    const OTHER: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAREdFiFoht6cNK1quAkaBtDhKimkRr9U999fsDmr4U6I=\n-----END PUBLIC KEY-----";

    #[test]
    fn keys_of_openssl_sign_and_verify() {
        let private = SigningKey::from_pem(PRIVATE).unwrap();
        let public = PublicKey::from_pem(PUBLIC).unwrap();
        assert_eq!(private.public(), public);
        let signature = private.sign("seal");
        assert!(public.verifies("seal", &signature));
        assert!(!public.verifies("seam", &signature));
        let other = PublicKey::from_pem(OTHER).unwrap();
        assert!(!other.verifies("seal", &signature));
    }

    #[test]
    fn a_signature_of_the_bare_seal_is_worth_nothing() {
        let private = SigningKey::from_pem(PRIVATE).unwrap();
        let bare = Signature(hex(&private.0.sign(b"seal").to_bytes()));
        assert!(!private.public().verifies("seal", &bare));
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        assert!(SigningKey::from_pem(PUBLIC).is_err());
        assert!(PublicKey::from_pem(PRIVATE).is_err());
        for text in ["", "-----BEGIN PRIVATE KEY-----", "鍵"] {
            assert!(SigningKey::from_pem(text).is_err());
            assert!(PublicKey::from_pem(text).is_err());
        }
        let private = SigningKey::from_pem(PRIVATE).unwrap();
        for broken in ["", "00", "zz", &"0".repeat(128), &"é".repeat(64)] {
            let broken = Signature(broken.to_owned());
            assert!(!private.public().verifies("seal", &broken));
            assert!(!PublicKey(broken.0).verifies("seal", &private.sign("seal")));
        }
    }
}
