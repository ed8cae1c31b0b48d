//! The values a row of the table chooses from.

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

/// What the field `name` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameFormat {
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
    Deleted,
    Read,
    Listed,
}
