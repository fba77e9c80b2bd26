//! `law/sampling.toml`: how samples are planned, drawn and reported.

use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;
use serde::Deserialize;

/// Path of the file below `law/`.
const FILE: &str = "sampling.toml";

/// `law/sampling.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplingRules {
    /// Where it stands.
    pub source: String,
    /// Leaves behind the plan that decide the seed.
    pub wait: u64,
    /// Disclosures in one sample, at most.
    pub most: u64,
    /// Agencies that one plan names, at most.
    pub most_agencies: usize,
    /// What a plan is published as.
    pub plan: PlanFields,
    /// What the result is published as.
    pub evaluation: EvaluationFields,
}

/// The item of a plan, and its fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the field of that name in `law/sampling.toml`, explained there")]
pub struct PlanFields {
    pub item: String,
    pub title: String,
    pub evaluator: String,
    pub purpose: String,
    pub kinds: String,
    pub kind: String,
    pub kind_title: String,
    pub agencies: String,
    pub agency: String,
    pub agency_name: String,
    pub covers: String,
    pub size: String,
    pub issued_on: String,
}

/// The item of a result, and its fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the field of that name in `law/sampling.toml`, explained there")]
pub struct EvaluationFields {
    pub item: String,
    pub title: String,
    pub plan: String,
    pub evaluator: String,
    pub method: String,
    pub covers: String,
    pub issued_on: String,
    pub problems: String,
}

impl SamplingRules {
    /// Reads `law/sampling.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, holds numbers that mean nothing, or names an item or a field that is not there.
    pub fn load(files: &LawFiles, catalogue: &Catalogue) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        if read.source.trim().is_empty() || read.wait == 0 || read.most == 0 || read.most_agencies == 0 {
            return Err(format!("law/{FILE}:1: 要写明依据（source），wait、most、most_agencies 要大于 0"));
        }
        let (plan, result) = (&read.plan, &read.evaluation);
        let of_plan = [
            &plan.title,
            &plan.evaluator,
            &plan.purpose,
            &plan.kinds,
            &plan.agencies,
            &plan.covers,
            &plan.size,
            &plan.issued_on,
        ];
        let of_result = [
            &result.title,
            &result.plan,
            &result.evaluator,
            &result.method,
            &result.covers,
            &result.issued_on,
            &result.problems,
        ];
        for (item, fields) in [(&plan.item, &of_plan[..]), (&result.item, &of_result[..])] {
            let known = catalogue.item_with(item, fields.iter().copied());
            known.map_err(|wrong| format!("law/{FILE}:1: {wrong}"))?;
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let text = files.get(FILE).unwrap().to_owned();
        let broken = |from: &str, to: &str| {
            let files = LawFiles::embedded().with(FILE, text.replace(from, to));
            SamplingRules::load(&files, &catalogue).unwrap_err()
        };
        assert!(SamplingRules::load(&files, &catalogue).is_ok());
        assert!(broken("wait = 20", "wait = 0").contains("大于 0"));
        assert!(broken("item = \"sampling-plan\"", "item = \"x\"").contains("目录里没有事项“x”"));
        assert!(broken("problems = \"problems\"", "problems = \"faults\"").contains("没有字段“faults”"));
    }
}
