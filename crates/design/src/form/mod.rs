//! Forms made from the catalogue: fields of an item to inputs, and a submitted form back to JSON values.
//!
//! Input names are the field's key; a period has `key.from` and `key.until`, a table `key.0.column`.
//! What was typed is kept as it is in [`Entries`], so that a form with errors comes back with nothing lost.

mod entries;
mod read;
mod view;

pub use entries::Entries;
pub use read::{compose, read};
pub use view::{Answer, Choices, FieldView, FormPart, ItemForm, Widget};

/// Blank rows offered below the filled ones of a table, since rows are not added by script.
pub(crate) const BLANK_ROWS: usize = 3;

/// Anchor of the input with this name, e.g. `f-members-0-name`.
pub fn anchor(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

#[cfg(test)]
mod tests;
