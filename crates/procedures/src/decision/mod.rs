//! Major administrative decisions (国务院令第713号): the procedure as data, and where a decision stands by what is public
//! of it.

mod gate;
mod rules;
mod standing;

pub use gate::{Candidate, Skipped};
pub use rules::{
    Accepts, Claim, Condition, DecisionProcedure, Evidence, Independent, Material, Materials, OmissionGround,
    Own, Shortest, Step,
};
pub use standing::{Case, Document, MaterialState, Proof, Record, Remark, Standing, StepStanding, StepState};
