//! One row of a table, a collection of a service and how it behaves; and a place in it.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::call::{Call, Response};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Link, NameFormat, Named, Operation, Spelled};
use crate::schema::Schema;
use crate::world::{ABOVE, World};

/// The rows of every service, a table per service.
pub(crate) type Rows = &'static [&'static [Collection]];

/// A Google service.
#[derive(Debug)]
pub(crate) struct Service {
    /// Short name; the first part of every key.
    pub(crate) name: &'static str,
    /// The path before the collections: `/compute/v1`.
    pub(crate) prefix: &'static str,
    pub(crate) form: Form,
    pub(crate) schema: LazyLock<Schema>,
    /// The table its collections are in.
    pub(crate) rows: fn() -> &'static [Collection],
}

impl Service {
    /// The rows of this service alone: a table may hold several.
    pub(crate) fn own_rows(&self) -> impl Iterator<Item = &'static Collection> {
        let name = self.name;
        (self.rows)()
            .iter()
            .filter(move |row| row.service.name == name)
    }

    /// The full link of `path`.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("https://www.googleapis.com{}/{path}", self.prefix)
    }

    /// The row with the path `path`.
    pub(crate) fn row(&self, path: &str) -> Option<&'static Collection> {
        self.own_rows().find(|row| row.path == path)
    }
}

/// A collection of resources of one kind.
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
    pub(crate) name_format: NameFormat,
    /// The field of the body that holds the thing, where it is not the body itself.
    pub(crate) wrap: &'static str,
    /// Fields the server sets, as the engine's `stamp` knows them.
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
    /// The field of a list's response, where it is not the collection's name.
    pub(crate) listed: &'static str,
    /// Whether a change without a mask overwrites all that clients may set.
    pub(crate) overwritten: bool,
    /// Whether a list's response has the number of its items.
    pub(crate) total: bool,
    /// The message of a 404. `{id}`, `{name}` (the full name) and `{2}` (a part of it) stand for
    /// themselves.
    pub(crate) missing: &'static str,
    /// What the table cannot say.
    pub(crate) hook: Hook,
    pub(crate) actions: &'static [(&'static str, Action)],
}

/// A collection, or one thing of it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) row: &'static Collection,
    /// `projects/p/global/networks`, the project by its id.
    pub(crate) parent: String,
    /// The thing's own name.
    pub(crate) id: Option<String>,
    /// A verb of its own: `:destroy`, `/setLabels`.
    pub(crate) verb: Option<String>,
    /// The project, or what is above projects.
    pub(crate) scope: String,
}

impl Place {
    /// The place of a thing in the same collection.
    pub(crate) fn of(&self, id: &str) -> Self {
        Self {
            id: Some(id.to_owned()),
            verb: None,
            ..self.clone()
        }
    }

    /// `projects/p/global/networks/n`, or the collection's own path.
    pub(crate) fn path(&self) -> String {
        match &self.id {
            Some(id) => format!("{}/{id}", self.parent),
            None => self.parent.clone(),
        }
    }

    /// The key of the thing.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", self.row.service.name, self.path())
    }

    /// What the keys of the collection start with.
    pub(crate) fn prefix(&self) -> String {
        format!("{}/{}/", self.row.service.name, self.parent)
    }

    /// The thing's own name; empty for a collection.
    pub(crate) fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// A part of the path, counted from 0; empty where there is none.
    pub(crate) fn part(&self, index: usize) -> &str {
        self.parent.split('/').nth(index).unwrap_or_default()
    }

    /// The full link of this place.
    pub(crate) fn link(&self) -> String {
        self.row.service.link(&self.path())
    }

    /// What the field `name` holds.
    pub(crate) fn name(&self, world: &mut World) -> String {
        match self.row.name_format {
            NameFormat::Full => self.path(),
            NameFormat::Short => self.id().to_owned(),
            NameFormat::Numbered if self.scope == ABOVE => self.path(),
            NameFormat::Numbered => {
                let number = world.number(&self.scope);
                let [slash, encoded] =
                    ["projects/", "projects%2F"].map(|prefix| format!("{prefix}{}", self.scope));
                self.path()
                    .replacen(&slash, &format!("projects/{number}"), 1)
                    .replacen(&encoded, &format!("projects%2F{number}"), 1)
            }
        }
    }
}

/// A resource, and what is happening to it.
pub(crate) struct HookContext<'a> {
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

impl<'a> HookContext<'a> {
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
pub(crate) type Hook = fn(&mut HookContext<'_>) -> Result<(), Refusal>;

/// Answers a verb of its own, such as `:destroy` or `/setLabels`; or, under a method's name, that
/// method.
pub(crate) type Action = fn(&mut World, &Place, &Call) -> Result<Response, Refusal>;

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
            name_format: NameFormat::Full,
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

    /// The field of a list's response.
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
