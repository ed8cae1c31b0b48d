//! Writes values as TOML text that can only be read as those values.

use std::fmt::Write;

use gabakura_model::Value;

use super::mark::is_mark;

/// Escapes a text for use inside a basic string.
///
/// Whatever could end a string or build structure is escaped, so that a value stays a value even
/// where a template forgot the quotes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        let plain = c.is_ascii_alphanumeric()
            || matches!(
                c,
                ' ' | '_' | '.' | ':' | '/' | '@' | '+' | '-' | '*' | ';' | '(' | ')'
            )
            || (!c.is_ascii() && !c.is_control() && !is_mark(c));
        if plain {
            out.push(c);
        } else {
            match c {
                '\\' => out.push_str("\\\\"),
                '"' => out.push_str("\\\""),
                '\n' => out.push_str("\\n"),
                _ => write_code(out, c),
            }
        }
    }
}

fn write_code(out: &mut String, c: char) {
    let code = u32::from(c);
    let written = if code <= 0xFFFF {
        write!(out, "\\u{code:04X}")
    } else {
        write!(out, "\\U{code:08X}")
    };
    written.expect("writing to a string cannot fail");
}

/// Writes a value as inline TOML; `None` for a null, which TOML cannot express.
pub(super) fn inline(value: &Value) -> Option<String> {
    let mut out = String::new();
    write_value(&mut out, value).then_some(out)
}

fn write_value(out: &mut String, value: &Value) -> bool {
    match value {
        Value::Null => return false,
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => {
            write!(out, "{number}").expect("writing to a string cannot fail");
        }
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                if !write_value(out, item) {
                    return false;
                }
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                out.push_str(if index == 0 { " " } else { ", " });
                write_text(out, key);
                out.push_str(" = ");
                if !write_value(out, item) {
                    return false;
                }
            }
            out.push_str(" }");
        }
    }
    true
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    escape_into(out, text);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_read_back_as_they_were() {
        let value = json!({
            "quote\"s": ["a\"b", "'c'", "}}", "{{x}}", "千代田区　全角", "tab\tnl\n\u{7f}"],
            "marks": "\u{F0001}\u{E000}\u{E0100}",
            "numbers": [1, -2, 1.5, true],
            "nested": { "empty": {}, "none": [] },
        });
        let text = format!("x = {}", inline(&value).unwrap());
        assert!(!text.contains(is_mark));
        let read: toml::Table = text.parse().unwrap();
        assert_eq!(serde_json::to_value(&read["x"]).unwrap(), value);
        assert_eq!(inline(&json!([null])), None);
    }

    #[test]
    fn a_text_never_becomes_structure() {
        for text in [
            "[1]",
            "{ a = 1 }",
            "\"x\"",
            "'x'",
            "1 # x",
            "1\nb = 2",
            "1, 2",
        ] {
            assert!(
                format!("a = {}", escape(text))
                    .parse::<toml::Table>()
                    .is_err(),
                "{text}"
            );
            let quoted: toml::Table = format!("a = \"{}\"", escape(text)).parse().unwrap();
            assert_eq!(quoted["a"].as_str(), Some(text));
        }
    }
}
