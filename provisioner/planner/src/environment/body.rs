//! Whose tenancy it is: municipality codes, checked against the table.

use gabakura_model::municipality::{self, Class, CodeError, Municipality, MunicipalityCode};
use gabakura_model::tenancy::Profile;

use crate::source::{At, File};

/// Finds the municipality of a code that can hold a tenancy; anything else is an error.
pub(super) fn municipality(file: &File<'_>, text: &At<&str>) -> Option<&'static Municipality> {
    let code = match text.value.parse::<MunicipalityCode>() {
        Ok(code) => code,
        Err(error) => {
            report_code(file, text, &error);
            return None;
        }
    };
    let Some(row) = municipality::find(code) else {
        let args = [("found", text.value), ("suggestion", &guess(text.value))];
        file.error("municipality-unknown", text.at, &args);
        return None;
    };
    let name = row.full_name();
    if let Some(last_day) = row.valid_to {
        let args = [
            ("found", text.value),
            ("name", name.as_str()),
            ("until", last_day),
        ];
        file.error("municipality-ended", text.at, &args);
        return None;
    }
    if !row.class.can_hold_tenancy() {
        let args = [
            ("found", text.value),
            ("name", &name),
            ("class", row.class.label_ja()),
        ];
        file.error("municipality-not-tenant", text.at, &args);
        return None;
    }
    Some(row)
}

/// The municipality that a code with a wrong check digit most likely means.
///
/// The error is reported and the file refused; this lets its other errors be found at once.
pub(super) fn meant(text: &At<&str>) -> Option<&'static Municipality> {
    match text.value.parse::<MunicipalityCode>() {
        Err(CodeError::CheckDigit { expected, .. }) => municipality::find(expected),
        _ => None,
    }
}

fn report_code(file: &File<'_>, text: &At<&str>, error: &CodeError) {
    match error {
        CodeError::NotSixDigits { found } => {
            let args = [("found", found.as_str()), ("suggestion", &guess(found))];
            file.error("municipality-form", text.at, &args);
        }
        CodeError::CheckDigit { found, expected } => {
            let name = municipality::find(*expected).map(Municipality::full_name);
            let args = [
                ("found", found.as_str()),
                ("expected", expected.as_str()),
                ("name", name.as_deref().unwrap_or_default()),
            ];
            file.error("municipality-check-digit", text.at, &args);
        }
    }
}

/// The body that was probably meant, `131016 東京都千代田区`; empty when nothing is near.
fn guess(found: &str) -> String {
    let named = || {
        municipality::search(found)
            .into_iter()
            .find(|row| row.class.can_hold_tenancy())
    };
    let near = municipality::nearest(found).or_else(named);
    near.map(|row| format!("{} {}", row.code, row.full_name()))
        .unwrap_or_default()
}

/// The size class a body belongs to unless its file sets another.
pub(super) fn profile(class: Class) -> Profile {
    match class {
        Class::Prefecture | Class::DesignatedCity => Profile::DesignatedCity,
        Class::CoreCity => Profile::CoreCity,
        Class::SpecialCity | Class::City | Class::SpecialWard | Class::Ward => Profile::City,
        Class::Town | Class::Village | Class::NorthernVillage => Profile::Town,
    }
}
