//! What the program finds around it: variables and terminals, read once in `main`.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::launch::console::Console;

/// The prefix of every environment variable that is read into a walk; no other ever is.
pub(crate) const PREFIX: &str = "MAGEWALK_";

/// The variables by which pipelines announce themselves, beside `CI`, which many of them set.
const PIPELINES: [&str; 42] = [
    "CI",
    "CONTINUOUS_INTEGRATION",
    "AGOLA_GIT_REF",
    "APPCENTER_BUILD_ID",
    "APPVEYOR",
    "BITBUCKET_BUILD_NUMBER",
    "BITRISE_IO",
    "BUDDY_WORKSPACE_ID",
    "BUILD_ID",
    "BUILD_NUMBER",
    "BUILDER_OUTPUT",
    "BUILDKITE",
    "CF_BUILD_ID",
    "CIRCLECI",
    "CIRRUS_CI",
    "CM_BUILD_ID",
    "CODEBUILD_BUILD_ARN",
    "CODEBUILD_BUILD_ID",
    "DRONE",
    "EARTHLY_CI",
    "EAS_BUILD",
    "GERRIT_PROJECT",
    "GITEA_ACTIONS",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "GO_PIPELINE_LABEL",
    "HARNESS_BUILD_ID",
    "HUDSON_URL",
    "JENKINS_HOME",
    "JENKINS_URL",
    "NETLIFY",
    "PROW_JOB_ID",
    "SCREWDRIVER",
    "SEMAPHORE",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
    "TASKCLUSTER_ROOT_URL",
    "TEAMCITY_VERSION",
    "TF_BUILD",
    "TRAVIS",
    "VELA",
    "WERCKER",
    "bamboo_buildNumber",
];

/// What the program finds around it.
#[derive(Clone)]
pub struct Environment {
    /// The environment variables that are text.
    pub variables: BTreeMap<String, String>,
    /// The names of the environment variables whose values are not UTF-8.
    pub not_text: BTreeSet<String>,
    /// Whether the standard input is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether the standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether the standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// How many columns the terminal has.
    pub columns: Option<u16>,
    /// How a person is spoken to and asked.
    pub console: Console,
}

impl Environment {
    /// Returns a variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Returns the error for a variable of the program that is not text; passed over, it would not do
    /// what it was set for.
    pub fn unreadable(&self) -> Option<Error> {
        let mut names = self.not_text.iter();
        let name = names.find(|name| name.starts_with(PREFIX))?;
        let error = Error::usage(format!("the value of `{name}` is not UTF-8"));
        Some(error.hint("save what it is made of as UTF-8, or unset it"))
    }

    /// Returns whether this is a pipeline.
    pub fn is_pipeline(&self) -> bool {
        self.pipeline().is_some()
    }

    /// Returns the variable by which a pipeline announces itself: one that is set, and not to
    /// `false` or `0`.
    pub fn pipeline(&self) -> Option<&'static str> {
        let is_no = |value: &str| value == "0" || value.eq_ignore_ascii_case("false");
        PIPELINES.into_iter().find(|name| {
            self.not_text.contains(*name) || self.get(name).is_some_and(|value| !is_no(value))
        })
    }
}

#[cfg(test)]
impl Environment {
    /// No variables, no terminal, and nobody who answers.
    pub(crate) fn bare() -> Self {
        Self {
            variables: BTreeMap::new(),
            not_text: BTreeSet::new(),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            columns: None,
            console: Console::silent(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let pairs = variables.iter();
        let variables = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Environment {
            variables: variables.collect(),
            ..Environment::bare()
        }
    }

    #[test]
    fn every_pipeline_that_announces_itself_is_one() {
        let check = |variables: &[(&str, &str)], expected: Option<&str>| {
            assert_eq!(environment(variables).pipeline(), expected, "{variables:?}");
        };
        for name in PIPELINES {
            check(&[(name, "true")], Some(name));
            check(&[(name, "")], None);
            check(&[(name, "False")], None);
        }
        check(&[("CI", "false"), ("TF_BUILD", "True")], Some("TF_BUILD"));
        check(&[("PATH", "/bin")], None);
        let mut unread = environment(&[]);
        unread.not_text.insert("JENKINS_URL".to_owned());
        assert_eq!(unread.pipeline(), Some("JENKINS_URL"));
    }
}
