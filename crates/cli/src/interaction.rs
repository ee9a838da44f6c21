//! Whether there is somebody to ask.

use std::io::IsTerminal;

use crate::config::environment::Environment;

/// Variables by which CI services make themselves known, as the package `ci-info` lists them (Vercel is left out, as
/// Prisma does).
const CI_VARIABLES: [&str; 40] = [
    "CI",
    "CONTINUOUS_INTEGRATION",
    "BUILD_NUMBER",
    "BUILD_ID",
    "RUN_ID",
    "TASK_ID",
    "AGOLA_GIT_REF",
    "AC_APPCIRCLE",
    "APPVEYOR",
    "CODEBUILD",
    "TF_BUILD",
    "BITBUCKET_COMMIT",
    "BITRISE_IO",
    "BUDDY_WORKSPACE_ID",
    "BUILDKITE",
    "CIRCLECI",
    "CIRRUS_CI",
    "CF_BUILD_ID",
    "CM_BUILD_ID",
    "DRONE",
    "DSARI",
    "EARTHLY_CI",
    "EAS_BUILD",
    "GERRIT_PROJECT",
    "GITEA_ACTIONS",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "GO_PIPELINE_LABEL",
    "JENKINS_URL",
    "HUDSON_URL",
    "LAYERCI",
    "MAGNUM",
    "NETLIFY",
    "NEVERCODE",
    "RENDER",
    "SAILCI",
    "SEMAPHORE",
    "TEAMCITY_VERSION",
    "TRAVIS",
    "WOODPECKER",
];

/// Whether this runs in a CI service.
pub(crate) fn is_ci(environment: &Environment) -> bool {
    let is_set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
    environment.get("CI") != Some("false") && CI_VARIABLES.iter().any(|name| is_set(name))
}

/// Whether a question can be asked: there is a terminal to read from and to write to, it can do more than print, and a
/// person sits before it.
pub(crate) fn can_ask(environment: &Environment) -> bool {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    is_terminal && environment.get("TERM") != Some("dumb") && !is_ci(environment)
}

/// Why it can't.
pub(crate) fn why_not(environment: &Environment) -> &'static str {
    match () {
        () if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) => {
            "there is no terminal to ask for it"
        }
        () if is_ci(environment) => "nobody is asked in a CI service",
        () => "this terminal can only print (TERM=dumb)",
    }
}

#[cfg(test)]
mod tests {
    use super::is_ci;
    use crate::config::environment::Environment;

    #[test]
    fn ci_is_known_by_its_variables() {
        let with = |name: &str, value: &str| Environment::new([(name.to_owned(), value.to_owned())]);
        assert!(is_ci(&with("CI", "true")));
        assert!(is_ci(&with("GITHUB_ACTIONS", "true")));
        assert!(!is_ci(&with("CI", "")));
        assert!(!is_ci(&with("CI", "false")));
        assert!(!is_ci(&with("VERCEL", "1")));
        assert!(!is_ci(&with("HOME", "/")));
    }
}
