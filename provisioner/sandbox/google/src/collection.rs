//! One row of the table: a collection of a service and how it behaves.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::call::{Answer, Call};
use crate::refusal::{Form, Refusal};
use crate::route::Place;
use crate::schema::Schema;
use crate::world::World;

/// A Google service.
#[derive(Debug)]
pub(crate) struct Service {
    /// Short name; the first part of every key.
    pub(crate) name: &'static str,
    /// The path before the collections: `/compute/v1`.
    pub(crate) prefix: &'static str,
    pub(crate) form: Form,
    pub(crate) schema: LazyLock<Schema>,
}

/// A collection of things of one kind.
pub(crate) struct Collection {
    pub(crate) service: &'static Service,
    /// `projects/*/global/networks`. `*` is any name; a first `^/*` is a project, folder,
    /// organisation or billing account.
    pub(crate) path: &'static str,
    pub(crate) message: &'static str,
    /// What may be done: `create get list patch update delete iam`; `upsert` makes with PUT,
    /// `echo` answers a deletion with the thing, `silent` with 204.
    pub(crate) verbs: &'static str,
    pub(crate) named: Named,
    pub(crate) spelled: Spelled,
    pub(crate) shown: Shown,
    /// The field of the body that holds the thing, where it is not the body itself.
    pub(crate) wrap: &'static str,
    /// Fields the server sets, as [`crate::engine::stamp`] knows them.
    pub(crate) stamps: &'static str,
    /// Fields that must be given to create, beyond those the schema requires.
    pub(crate) required: &'static str,
    /// What is filled in where nothing is given, as [`crate::json::fill`] reads it.
    pub(crate) defaults: &'static str,
    /// Fields that lead to other collections of the service.
    pub(crate) links: &'static [Link],
    pub(crate) operation: Operation,
    /// Whether it is found only on the way that something still needs the thing: the deletion's
    /// operation fails then.
    pub(crate) used_late: bool,
    /// The field of a list's reply, where it is not the collection's name.
    pub(crate) listed: &'static str,
    /// Whether a change without a mask overwrites all that clients may set.
    pub(crate) overwritten: bool,
    /// Whether a list's reply says how many there are.
    pub(crate) total: bool,
    /// The message of a 404. `{id}`, `{name}` (the full name) and `{2}` (a part of it) stand for
    /// themselves.
    pub(crate) missing: &'static str,
    /// What the table cannot say.
    pub(crate) hook: Hook,
    pub(crate) actions: &'static [(&'static str, Action)],
}

/// Where the name of a new thing comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// A field of the thing.
    Field(&'static str),
    /// A query parameter.
    Query(&'static str),
    /// A field of the body, beside the thing.
    Beside(&'static str),
    /// The server: so many digits.
    Server(u32),
    /// The server: 1, 2, 3, …
    Counted,
    /// An account's name in the body, which becomes an address in the project.
    Account,
}

/// How a new thing's own name may be spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spelled {
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// What may stand in it besides lower-case letters and digits; `A` is any upper-case letter.
    pub(crate) others: &'static str,
    /// Whether it starts with a letter and ends with no hyphen, as RFC 1035 has it.
    pub(crate) label: bool,
}

impl Spelled {
    /// As most services have it.
    pub(crate) const ANY: Self = Self {
        least: 1,
        most: 100,
        others: "A-_.",
        label: false,
    };
    /// As compute and DNS have it.
    pub(crate) const LABEL: Self = Self {
        least: 1,
        most: 63,
        others: "-",
        label: true,
    };

    pub(crate) fn allows(&self, name: &str) -> bool {
        let known = |letter: char| {
            letter.is_ascii_lowercase()
                || letter.is_ascii_digit()
                || (letter.is_ascii_uppercase() && self.others.contains('A'))
                || (!letter.is_ascii_alphanumeric() && self.others.contains(letter))
        };
        let label =
            name.starts_with(|letter: char| letter.is_ascii_lowercase()) && !name.ends_with('-');
        (self.least..=self.most).contains(&name.len())
            && name.chars().all(known)
            && (label || !self.label)
    }
}

/// What the field `name` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// `projects/p/locations/l/keyRings/r`.
    Full,
    /// The same with the project's number.
    Numbered,
    /// The last part alone.
    Short,
}

/// A field with the name of something else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) field: &'static str,
    /// The path of the collection it leads to.
    pub(crate) to: &'static str,
    /// Whether the server rewrites it as a full link.
    pub(crate) rewritten: bool,
}

/// What a change is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// The thing itself, and `{}` for a deletion.
    None,
    /// A compute operation, RUNNING at first; its type when something is made, changed, deleted.
    Compute([&'static str; 3]),
    /// A finished operation, named below the thing.
    Below {
        metadata: &'static str,
        response: &'static str,
    },
    /// A finished operation, named `operations/thing/verb/id`.
    Above {
        metadata: &'static str,
        response: &'static str,
    },
}

/// What happens to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Created,
    Changed,
    Gone,
    Shown,
    Listed,
}

/// A thing, and what is happening to it.
pub(crate) struct Turn<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) place: &'a Place,
    pub(crate) call: &'a Call,
    pub(crate) event: Event,
    pub(crate) value: &'a mut Value,
    /// As it was before a change.
    pub(crate) before: Option<&'a Value>,
    /// Whether a deleted thing stays, marked as deleted.
    pub(crate) keep: bool,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(
        world: &'a mut World,
        place: &'a Place,
        call: &'a Call,
        event: Event,
        value: &'a mut Value,
    ) -> Self {
        Self {
            world,
            place,
            call,
            event,
            value,
            before: None,
            keep: false,
        }
    }
}

/// Looks at a thing before it is stored, deleted or shown, and completes or refuses it.
pub(crate) type Hook = fn(&mut Turn<'_>) -> Result<(), Refusal>;

/// Answers a verb of its own, such as `:destroy` or `/setLabels`; or, under a method's name, that
/// method.
pub(crate) type Action = fn(&mut World, &Place, &Call) -> Result<Answer, Refusal>;

impl Collection {
    /// A row with nothing but a service, a path and a message.
    pub(crate) const fn new(
        service: &'static Service,
        path: &'static str,
        message: &'static str,
    ) -> Self {
        Self {
            service,
            path,
            message,
            verbs: "create get list patch delete",
            named: Named::Field("name"),
            spelled: Spelled::ANY,
            shown: Shown::Full,
            wrap: "",
            stamps: "",
            required: "",
            defaults: "{}",
            links: &[],
            operation: Operation::None,
            used_late: false,
            listed: "",
            total: false,
            overwritten: false,
            missing: "Requested entity was not found.",
            hook: |_| Ok(()),
            actions: &[],
        }
    }

    pub(crate) fn allows(&self, verb: &str) -> bool {
        self.verbs.split_whitespace().any(|known| known == verb)
    }

    /// The collection's own name: `networks`.
    pub(crate) fn plural(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The field of a list's reply.
    pub(crate) fn list_field(&self) -> &'static str {
        if self.listed.is_empty() {
            self.plural()
        } else {
            self.listed
        }
    }

    /// What is filled in. The texts are part of the program; one that is no JSON fills in nothing,
    /// which a test finds.
    pub(crate) fn fill(&self, value: &mut Value) {
        if self.defaults != "{}"
            && let Ok(defaults) = serde_json::from_str::<Map<String, Value>>(self.defaults)
        {
            crate::json::fill(value, &defaults);
        }
    }

    /// A value of this collection as `call` wants it.
    pub(crate) fn encode(&self, call: &Call, mut value: Value) -> Value {
        if call.numbers_enums() {
            self.service.schema.number_enums(self.message, &mut value);
        }
        value
    }
}
