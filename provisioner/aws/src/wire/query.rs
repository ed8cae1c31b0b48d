//! The AWS Query protocol: requests are forms, replies are XML.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::ErrorMetadata;
use gabakura_model::Value;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Map;

/// A request's form: nested fields are joined by dots, items of a list numbered from one.
///
/// What a list calls its items differs from list to list, so a request says it
/// (`{"SubnetIds": {"SubnetIdentifier": […]}}`).
pub(super) fn form(operation: &str, version: &str, body: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", operation);
    form.append_pair("Version", version);
    fields("", body, &mut form);
    form.finish()
}

fn fields(name: &str, value: &Value, form: &mut form_urlencoded::Serializer<'_, String>) {
    let below = |part: &str| match name {
        "" => part.to_owned(),
        name => format!("{name}.{part}"),
    };
    match value {
        Value::Null => {}
        Value::Object(parts) => {
            for (part, value) in parts {
                fields(&below(part), value, form);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                fields(&below(&(index + 1).to_string()), value, form);
            }
        }
        Value::String(text) => {
            form.append_pair(name, text);
        }
        other => {
            form.append_pair(name, &other.to_string());
        }
    }
}

/// Reads a reply: the fields of its result, all of them texts; an object where there is none.
pub(super) fn read(operation: &str, body: &[u8]) -> Result<Value, String> {
    let mut reply = value(body)?;
    let result = reply.get_mut(format!("{operation}Result"));
    let result = result.map(Value::take).filter(Value::is_object);
    Ok(result.unwrap_or_else(|| Map::new().into()))
}

/// The code and the message. A reply that says neither has neither: then its status decides.
pub(super) fn error(reply: &HttpResponse) -> ErrorMetadata {
    let body = reply.body().bytes().unwrap_or_default();
    let reply = value(body).unwrap_or_default();
    let mut error = ErrorMetadata::builder();
    if let Some(code) = reply["Error"]["Code"].as_str() {
        error = error.code(code);
    }
    if let Some(message) = reply["Error"]["Message"].as_str() {
        error = error.message(message);
    }
    error.build()
}

/// An element that is being read.
#[derive(Default)]
struct Open {
    name: String,
    text: String,
    parts: Map<String, Value>,
}

impl Open {
    /// Adds a part; one that comes again makes a list.
    fn add(&mut self, name: String, value: Value) {
        match self.parts.get_mut(&name) {
            None => {
                self.parts.insert(name, value);
            }
            Some(Value::Array(all)) => all.push(value),
            Some(first) => *first = vec![first.take(), value].into(),
        }
    }

    fn value(self) -> Value {
        match self.parts.is_empty() {
            true => self.text.into(),
            false => self.parts.into(),
        }
    }
}

/// What stands inside the outermost element: texts, and objects of elements by name.
fn value(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_str(text);
    let mut open = vec![Open::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let inner = open.last_mut().ok_or("an end without a beginning")?;
        match event {
            Event::Start(tag) => open.push(Open {
                name: String::from_utf8_lossy(tag.local_name().as_ref()).into_owned(),
                ..Open::default()
            }),
            Event::Empty(tag) => {
                let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                inner.add(name, Value::String(String::new()));
            }
            Event::Text(text) => {
                let text = text.unescape().map_err(|error| error.to_string())?;
                inner.text.push_str(&text);
            }
            Event::End(_) => {
                let done = open.pop().ok_or("an end without a beginning")?;
                let outer = open.last_mut().ok_or("an end without a beginning")?;
                outer.add(done.name.clone(), done.value());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match (open.len(), open.pop()) {
        (1, Some(whole)) => Ok(whole.parts.into_values().next().unwrap_or_default()),
        _ => Err("the reply ends in the middle".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::items;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_a_form() {
        let body = json!({
            "Name": "a b&c", "MultiAZ": true, "Days": 7, "Left": null,
            "SubnetIds": {"SubnetIdentifier": ["subnet-1", "subnet-2"]},
            "Tags": {"Tag": [{"Key": "市", "Value": ""}]},
        });
        let form = form("CreateThing", "2014-10-31", &body);
        let pairs: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        let expected = [
            ("Action", "CreateThing"),
            ("Version", "2014-10-31"),
            ("Days", "7"),
            ("MultiAZ", "true"),
            ("Name", "a b&c"),
            ("SubnetIds.SubnetIdentifier.1", "subnet-1"),
            ("SubnetIds.SubnetIdentifier.2", "subnet-2"),
            ("Tags.Tag.1.Key", "市"),
            ("Tags.Tag.1.Value", ""),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs, expected);
    }

    #[test]
    fn a_reply_is_read_whole_or_not_at_all() {
        let body = "<?xml version=\"1.0\"?>\n<DescribeResponse xmlns=\"http://rds/\">\n \
            <DescribeResult><Things><Thing><Name>a&amp;b</Name><On>true</On></Thing>\n\
            <Thing><Name>c</Name><Of/></Thing></Things><One><Thing>x</Thing></One><None/>\
            </DescribeResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>\
            </DescribeResponse>";
        let reply = read("Describe", body.as_bytes()).unwrap();
        let expected = [
            json!({"Name": "a&b", "On": "true"}),
            json!({"Name": "c", "Of": ""}),
        ];
        assert_eq!(items(&reply["Things"]).unwrap(), expected);
        assert_eq!(items(&reply["One"]).unwrap(), ["x"]);
        for none in ["None", "Else"] {
            assert!(items(&reply[none]).unwrap().is_empty(), "{none}");
        }
        assert!(items(&json!("text")).is_err());

        let nothing = read(
            "Delete",
            b"<DeleteResponse><ResponseMetadata/></DeleteResponse>",
        );
        assert_eq!(nothing, Ok(json!({})));
        for broken in ["<A><B></A>", "<A><B>", "<A>", "{}<", "<A>&nope;</A>"] {
            assert!(read("Describe", broken.as_bytes()).is_err(), "{broken}");
        }
    }
}
