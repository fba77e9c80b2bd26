//! The yearly report on openness (政府信息公开工作年度报告, 条例 第四十九条、第五十条) in the national format
//! (国办公开办函〔2021〕30号): its tables cell by cell, their addition, and the arithmetic between the cells.

mod cell;
mod check;
mod figures;
mod rules;
mod shape;

pub use cell::{Cell, Column, DecisionKind, DocumentCount, DocumentKind, Handled, Line, RemedyColumn};
pub use check::{Finding, check};
pub use figures::Figures;
pub use rules::{Count, Counted, DayOfYear, LastDays, ReportFields, YearlyRules};
pub use shape::{Row, Table, document_tables, page_tables};
