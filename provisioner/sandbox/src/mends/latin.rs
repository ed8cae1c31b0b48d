//! Text beyond ASCII.
//!
//! AWS reads form parameters as UTF-8. The service crates read each byte as a character of its
//! own, so `千代田` comes back as nine Latin-1 characters. Since *every* such text went through
//! that reading, turning the characters back into bytes restores it.

use bytes::Bytes;

/// `bytes` with byte-wise read text put right; anything else comes back as it was.
pub(crate) fn mend(bytes: Bytes) -> Bytes {
    if bytes.is_ascii() {
        return bytes;
    }
    let narrowed = std::str::from_utf8(&bytes).ok().and_then(|text| {
        text.chars()
            .map(|character| u8::try_from(u32::from(character)).ok())
            .collect()
    });
    match narrowed {
        Some::<Vec<u8>>(narrow) if std::str::from_utf8(&narrow).is_ok() => narrow.into(),
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn bytes_read_as_characters_become_text_again() {
        let misread: String = "千代田 <a>".bytes().map(char::from).collect();
        assert_eq!(mend(misread.into()), "千代田 <a>".as_bytes());
        assert_eq!(mend("千代田".into()), "千代田".as_bytes());
        assert_eq!(mend("plain".into()), "plain".as_bytes());
    }
}
