//! Appeals grouped by what they are about, across agencies and time (the Opinion's 二(一)3), for the openness offices: what is
//! said often, in many places, or more and more. Texts are opened in the memory of the process that groups them; what is
//! stored of a group are sealed words that several people said, and numbers.

mod grouper;
mod reading;
mod rules;

use std::sync::Arc;
use std::time::Duration;

pub use grouper::Grouper;
pub use reading::{Cluster, ClusterLine, Member, Numbers, cluster, list, region_of};
pub use rules::{Attention, ClusterRules};

use crate::House;

/// How often new cases are looked for.
const EVERY: Duration = Duration::from_secs(5);

/// To whom the words of a group belong.
fn owner(id: &str) -> String {
    format!("appeal cluster {id}")
}

/// Groups cases for ever.
pub async fn run(house: Arc<House>) {
    let mut grouper = Grouper::default();
    loop {
        if let Err(e) = grouper.catch_up(&house).await {
            tracing::error!(error = %e, "appeals could not be grouped; beginning anew");
            grouper = Grouper::default();
        }
        tokio::time::sleep(EVERY).await;
    }
}
