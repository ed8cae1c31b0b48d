//! The data key of a state, and for whom it is wrapped.

use std::io::{Read, Write};
use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, AeadCore, KeyInit, OsRng, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use gabakura_model::port::StoreError;
use zeroize::Zeroizing;

use crate::journal::digest;

/// Bytes of an XChaCha20-Poly1305 nonce: long enough to be drawn at random for every row.
const NONCE_BYTES: usize = 24;
/// Hex digits of a key's name.
const KEY_ID_DIGITS: usize = 16;

/// Secret keys that may open a state, as `age-keygen` writes them. Never shown.
#[derive(Clone)]
pub struct Identities(Vec<Identity>);

impl std::fmt::Debug for Identities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identities(****)")
    }
}

impl Identities {
    /// The recipients these open for.
    pub fn recipients(&self) -> Recipients {
        Recipients(self.0.iter().map(Identity::to_public).collect())
    }
}

/// Public keys a state is sealed for: `age1…`.
#[derive(Clone)]
pub struct Recipients(Vec<Recipient>);

/// A text is not a key, or not the kind that is asked for. The text is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A line of an identity file is neither a comment nor an X25519 identity.
    #[error("line {0} is not an age identity (`AGE-SECRET-KEY-1…`)")]
    Identity(usize),
    /// An identity file without one.
    #[error("it holds no age identity (`AGE-SECRET-KEY-1…`)")]
    NoIdentity,
    /// Not a recipient; counted from 1.
    #[error("recipient {0} is not an age recipient (`age1…`)")]
    Recipient(usize),
    /// No recipient at all.
    #[error("no recipient is named")]
    NoRecipient,
}

impl FromStr for Identities {
    type Err = KeyError;

    /// Reads an identity file: a key a line, `#` begins a comment.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let keys = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let parsed = keys.map(|(n, line)| line.parse().map_err(|_| KeyError::Identity(n)));
        let found = parsed.collect::<Result<Vec<_>, _>>()?;
        match found.is_empty() {
            true => Err(KeyError::NoIdentity),
            false => Ok(Self(found)),
        }
    }
}

impl Recipients {
    /// Reads recipients, one a text.
    ///
    /// # Errors
    /// [`KeyError`] when there is none, or a text is none.
    pub fn new(texts: &[String]) -> Result<Self, KeyError> {
        let numbered = (1..).zip(texts);
        let parsed = numbered.map(|(n, text)| text.parse().map_err(|_| KeyError::Recipient(n)));
        let found = parsed.collect::<Result<Vec<_>, _>>()?;
        match found.is_empty() {
            true => Err(KeyError::NoRecipient),
            false => Ok(Self(found)),
        }
    }

    /// As people write them.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

/// The key that rows are sealed with, open. Wiped from memory with its last user.
pub(crate) struct DataKey {
    /// Names the key: the beginning of the SHA-256 of its wrapped form.
    pub id: String,
    cipher: XChaCha20Poly1305,
}

impl DataKey {
    /// Draws a key; returns it with its wrapped form.
    pub fn draw(recipients: &Recipients) -> Result<(Self, String), StoreError> {
        let key = Zeroizing::new(<[u8; 32]>::from(XChaCha20Poly1305::generate_key(
            &mut OsRng,
        )));
        let wrapped = wrap(key.as_slice(), recipients).map_err(|error| StoreError::Database {
            action: "sealed",
            message: error.to_string(),
        })?;
        let wrapped = STANDARD_NO_PAD.encode(wrapped);
        let cipher = XChaCha20Poly1305::new(Key::from_slice(key.as_slice()));
        let id = id_of(&wrapped);
        Ok((Self { id, cipher }, wrapped))
    }

    /// Opens a wrapped key.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when none of the identities opens it; [`StoreError::Corrupt`] when
    /// it is not what was written.
    pub fn unwrap(id: &str, wrapped: &str, with: &Identities) -> Result<Self, StoreError> {
        let bad = |what: &str| StoreError::Corrupt(format!("the wrapped key `{id}` {what}"));
        if id != id_of(wrapped) {
            return Err(bad("is not what was written"));
        }
        let bytes = STANDARD_NO_PAD
            .decode(wrapped)
            .map_err(|_| bad("is not base64"))?;
        let opened = age::Decryptor::new_buffered(bytes.as_slice())
            .and_then(|file| file.decrypt(with.0.iter().map(|key| key as &dyn age::Identity)));
        let mut reader = opened.map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => StoreError::WrongKey,
            _ => bad("is not an age file we can read"),
        })?;
        let mut key = Zeroizing::new([0; 32]);
        let exact = reader.read_exact(key.as_mut_slice()).is_ok();
        if !exact || !matches!(reader.read(&mut [0]), Ok(0)) {
            return Err(bad("does not hold a key"));
        }
        let cipher = XChaCha20Poly1305::new(Key::from_slice(key.as_slice()));
        let id = id.to_owned();
        Ok(Self { id, cipher })
    }

    /// Seals a text where it belongs: it opens nowhere else.
    pub fn seal(&self, text: &str, place: &str) -> Result<String, StoreError> {
        let nonce = XChaCha20Poly1305::generate_nonce(&mut OsRng);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: place.as_bytes(),
        };
        let too_long = |_| StoreError::Database {
            action: "sealed",
            message: "it is too long".to_owned(),
        };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(too_long)?;
        Ok(STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what was sealed there; `None` when it was not, or not with this key.
    pub fn open(&self, sealed: &str, place: &str) -> Option<String> {
        let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        let opened = self.cipher.decrypt(XNonce::from_slice(nonce), payload);
        String::from_utf8(opened.ok()?).ok()
    }
}

/// An age file that holds a key.
fn wrap(key: &[u8], recipients: &Recipients) -> std::io::Result<Vec<u8>> {
    let to = recipients.0.iter().map(|to| to as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(to).map_err(std::io::Error::other)?;
    let mut out = Vec::new();
    let mut writer = encryptor.wrap_output(&mut out)?;
    writer.write_all(key)?;
    writer.finish()?;
    Ok(out)
}

fn id_of(wrapped: &str) -> String {
    let mut id = digest(wrapped);
    id.truncate(KEY_ID_DIGITS);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identities() -> Identities {
        Identities(vec![Identity::generate()])
    }

    #[test]
    fn a_key_opens_for_each_recipient_and_for_nobody_else() {
        let (one, two, other) = (identities(), identities(), identities());
        let both = Recipients([one.recipients().0, two.recipients().0].concat());
        let (key, wrapped) = DataKey::draw(&both).unwrap();
        let sealed = key.seal("鍵", "here").unwrap();
        for who in [&one, &two] {
            let key = DataKey::unwrap(&key.id, &wrapped, who).unwrap();
            assert_eq!(key.open(&sealed, "here").as_deref(), Some("鍵"));
            assert_eq!(key.open(&sealed, "there"), None);
        }
        let refused = DataKey::unwrap(&key.id, &wrapped, &other);
        assert!(matches!(refused, Err(StoreError::WrongKey)));
        let (another, _) = DataKey::draw(&both).unwrap();
        assert_eq!(another.open(&sealed, "here"), None);
    }

    #[test]
    fn no_byte_of_a_wrapped_key_or_of_a_seal_can_change_unnoticed() {
        let who = identities();
        let (key, wrapped) = DataKey::draw(&who.recipients()).unwrap();
        let sealed = key.seal("text", "here").unwrap();
        let changed = |text: &str, at: usize| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        };
        for at in 0..sealed.len() {
            assert_eq!(key.open(&changed(&sealed, at), "here"), None, "byte {at}");
        }
        for at in 0..wrapped.len() {
            let changed = changed(&wrapped, at);
            let refused = DataKey::unwrap(&key.id, &changed, &who);
            assert!(matches!(refused, Err(StoreError::Corrupt(_))), "byte {at}");
            // Under the name it would have, it is no key either.
            assert!(
                DataKey::unwrap(&id_of(&changed), &changed, &who).is_err(),
                "byte {at}"
            );
        }
        for short in ["", "AAAA", "!"] {
            assert_eq!(key.open(short, "here"), None);
        }
    }

    #[test]
    fn files_and_recipients_are_read_without_repeating_them() {
        let text = "# created: 2026-04-01\n\nAGE-SECRET-KEY-1OOPS\n";
        assert_eq!(
            text.parse::<Identities>().err(),
            Some(KeyError::Identity(3))
        );
        assert_eq!(
            "#\n".parse::<Identities>().err(),
            Some(KeyError::NoIdentity)
        );
        let texts = ["age1nobody".to_owned()];
        assert_eq!(Recipients::new(&texts).err(), Some(KeyError::Recipient(1)));
        assert_eq!(Recipients::new(&[]).err(), Some(KeyError::NoRecipient));
        let who = identities().recipients().texts();
        assert_eq!(Recipients::new(&who).unwrap().texts(), who);
    }
}
