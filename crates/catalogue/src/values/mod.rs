//! The values that fields take: one module a kind, each from what a person writes to the canonical form.

pub(crate) mod credit_code;
pub(crate) mod date;
pub(crate) mod document_number;
pub(crate) mod enumeration;
pub(crate) mod money;
pub(crate) mod number;
pub(crate) mod period;
pub(crate) mod reference;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod url;
