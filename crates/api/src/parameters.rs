//! Parameters of an address, read strictly: what is misspelt is said, never passed over.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use chrono::NaiveDate;

use crate::problem::Problem;

/// Entries of a page of a list unless asked otherwise.
pub(crate) const LIMIT: usize = 20;
/// The most entries of a page.
pub(crate) const MAX_LIMIT: usize = 100;

/// The parameters of an address that are not read yet. An empty value is a value: where a number or a day belongs it is
/// refused, as the description of the API says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::parameter("", "问号之后的参数写法不对,须为 名称=值,以 & 相连"))?;
        Ok(Self(pairs))
    }
}

impl Parameters {
    /// Takes a parameter that may be given once.
    ///
    /// # Errors
    /// When it is given twice.
    pub(crate) fn take(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let mut values = self.take_all(name);
        match values.len() {
            0 | 1 => Ok(values.pop()),
            _ => Err(Problem::parameter(name, format!("参数 {name} 只能出现一次"))),
        }
    }

    /// Takes a parameter that may be given several times.
    pub(crate) fn take_all(&mut self, name: &str) -> Vec<String> {
        self.0.extract_if(.., |(key, _)| key == name).map(|(_, value)| value).collect()
    }

    /// Takes a day.
    ///
    /// # Errors
    /// When it is not a day of the calendar.
    pub(crate) fn day(&mut self, name: &str) -> Result<Option<NaiveDate>, Problem> {
        let Some(text) = self.take(name)? else { return Ok(None) };
        let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().filter(|day| day.to_string() == text);
        match day {
            Some(day) => Ok(Some(day)),
            None => Err(Problem::parameter(name, format!("参数 {name} 须为日期,写作 2026-01-31"))),
        }
    }

    /// Takes the number of entries wanted.
    ///
    /// # Errors
    /// When it is not a number from 1 to [`MAX_LIMIT`].
    pub(crate) fn limit(&mut self) -> Result<usize, Problem> {
        let Some(text) = self.take("limit")? else { return Ok(LIMIT) };
        match text.parse() {
            Ok(limit @ 1..=MAX_LIMIT) => Ok(limit),
            _ => Err(Problem::parameter("limit", format!("参数 limit 须为 1 至 {MAX_LIMIT} 的整数"))),
        }
    }

    /// Takes whatever parameter is next, for filters named by fields.
    pub(crate) fn take_next(&mut self) -> Result<Option<(String, String)>, Problem> {
        let Some((name, _)) = self.0.first() else { return Ok(None) };
        let name = name.clone();
        Ok(self.take(&name)?.map(|value| (name, value)))
    }

    /// Refuses what is left.
    ///
    /// # Errors
    /// When a parameter is left that was not asked for.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        match self.0.first() {
            Some((name, _)) => Err(unknown(name)),
            None => Ok(()),
        }
    }
}

/// A parameter that the address does not have.
pub(crate) fn unknown(name: &str) -> Problem {
    let name: String = name.chars().take(80).collect();
    Problem::parameter(&name, format!("没有参数 {name},可用的参数见 /api/docs"))
}

#[cfg(test)]
pub(crate) mod tests {
    use axum::http::Request;
    use proptest::prelude::*;

    use super::*;

    /// The parameters of a query string.
    pub(crate) fn parameters(query: &str) -> Parameters {
        let uri = axum::http::Uri::builder().path_and_query(format!("/?{query}")).build().unwrap();
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap();
        Parameters(pairs)
    }

    fn named(problem: &Problem) -> String {
        serde_json::to_value(problem).unwrap()["parameter"].as_str().unwrap().to_owned()
    }

    #[test]
    fn empty_is_no_number_and_no_day() {
        let mut given = parameters("q=&limit=&from=");
        assert_eq!(named(&given.limit().unwrap_err()), "limit");
        assert_eq!(named(&given.day("from").unwrap_err()), "from");
        assert_eq!(given.take("q").unwrap().as_deref(), Some(""));
        assert!(given.finish().is_ok());
    }

    #[test]
    fn limits_are_kept() {
        assert_eq!(parameters("limit=100").limit().unwrap(), 100);
        for bad in ["0", "101", "-1", "many", "99999999999999999999999"] {
            assert_eq!(named(&parameters(&format!("limit={bad}")).limit().unwrap_err()), "limit", "{bad}");
        }
    }

    #[test]
    fn days_are_days() {
        assert!(parameters("from=2026-02-28").day("from").unwrap().is_some());
        for bad in ["2026-02-29", "2026-2-1", "20260201", "2026-02-01T00:00:00", "%FF"] {
            assert_eq!(named(&parameters(&format!("from={bad}")).day("from").unwrap_err()), "from", "{bad}");
        }
    }

    #[test]
    fn twice_and_unknown_are_refused() {
        assert_eq!(named(&parameters("q=a&q=b").take("q").unwrap_err()), "q");
        assert_eq!(named(&parameters("colour=red").finish().unwrap_err()), "colour");
    }

    proptest! {
        #[test]
        fn any_query_is_answered(query in "[ -~]{0,60}") {
            if let Ok(request) = Request::builder().uri(format!("/?{}", query.replace(' ', "+"))).body(()) {
                let (mut parts, ()) = request.into_parts();
                let read = futures_now(Parameters::from_request_parts(&mut parts, &()));
                if let Ok(mut given) = read {
                    let _ = (given.limit(), given.day("from"), given.take_next());
                }
            }
        }
    }

    /// Extractors of parts never wait.
    fn futures_now<F: Future>(future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(output) => output,
            std::task::Poll::Pending => panic!("an extractor waited"),
        }
    }
}
