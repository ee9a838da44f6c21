use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{DatabaseUrl, Host, PostgresUrl, SqlitePath, SslAccept, SslMode, UrlWarning};
use crate::Code;

fn postgres(url: &str) -> PostgresUrl {
    let DatabaseUrl::Postgres(url) = DatabaseUrl::parse(url, None).unwrap() else { panic!("{url} is for PostgreSQL") };
    url
}

fn refused(url: &str) -> String {
    let error = DatabaseUrl::parse(url, None).unwrap_err();
    assert_eq!(error.code(), Code::P1013, "{url}");
    assert!(error.meta().contains_key("details"));
    error.to_string()
}

#[test]
fn defaults_are_those_of_prisma() {
    let url = postgres("postgresql://me:secret@db.example.com/app");
    assert_eq!((url.host.clone(), url.port), (Host::Tcp("db.example.com".to_owned()), 5432));
    assert_eq!((url.user.as_str(), url.password.as_deref()), ("me", Some("secret")));
    assert_eq!((url.database.as_str(), url.schema.as_deref()), ("app", None));
    assert_eq!(url.pool_timeout, Some(Duration::from_secs(10)));
    assert_eq!(url.connect_timeout, Some(Duration::from_secs(5)));
    assert_eq!(url.socket_timeout, None);
    assert_eq!((url.ssl_mode, url.ssl_accept), (SslMode::Prefer, SslAccept::Any));
    assert_eq!((url.pgbouncer, url.statement_cache_size), (false, 500));
    assert!(url.warnings.is_empty());
    let cores = std::thread::available_parallelism().unwrap().get();
    assert_eq!(DatabaseUrl::from(url).connection_limit(), cores * 2 + 1);
}

#[test]
fn every_parameter_is_read() {
    let url = postgres(
        "postgres://u@h:6543/d?schema=my%20schema&connection_limit=3&pool_timeout=0&connect_timeout=0&socket_timeout=7\
         &statement_cache_size=9&sslmode=require&sslcert=/ca.pem&sslidentity=/me.p12&sslpassword=x&sslaccept=strict\
         &application_name=an%20app&options=-c%20geqo%3Doff&max_connection_lifetime=60&max_idle_connection_lifetime=0\
         &search_config=english",
    );
    assert_eq!(url.port, 6543);
    assert_eq!(url.schema.as_deref(), Some("my schema"));
    assert_eq!((url.connection_limit, url.statement_cache_size), (Some(3), 9));
    assert_eq!((url.pool_timeout, url.connect_timeout), (None, None), "0 is no limit");
    assert_eq!(url.socket_timeout, Some(Duration::from_secs(7)));
    assert_eq!((url.ssl_mode, url.ssl_accept), (SslMode::Require, SslAccept::Strict));
    assert_eq!(url.ssl_certificate, Some(PathBuf::from("/ca.pem")));
    assert_eq!(url.ssl_identity, Some(PathBuf::from("/me.p12")));
    assert_eq!(url.application_name.as_deref(), Some("an app"));
    assert_eq!(url.options.as_deref(), Some("-c geqo=off"));
    assert_eq!(url.search_config.as_deref(), Some("english"));
    assert_eq!((url.max_age, url.max_idle), (Some(Duration::from_secs(60)), None));
    assert!(url.warnings.is_empty(), "{:?}", url.warnings);
    let pooled = postgres("postgres://u@h/d?pgbouncer=true&statement_cache_size=50");
    assert_eq!((pooled.pgbouncer, pooled.statement_cache_size), (true, 0));
    assert_eq!(postgres("postgres://u@h/d?sslmode=verify-full").ssl_accept, SslAccept::Strict);
    assert_eq!(postgres("postgres://u@h/d?sslmode=verify-ca").ssl_accept, SslAccept::Authority);
}

#[test]
fn hosts_in_every_form() {
    assert_eq!(postgres("postgres://u@[::1]:99/d").host, Host::Tcp("::1".to_owned()));
    assert_eq!(postgres("postgres://u@[::1]:99/d").port, 99);
    assert_eq!(postgres("postgres://u@/d").host, Host::Tcp("localhost".to_owned()));
    let socket = Host::Socket(PathBuf::from("/var/run/postgresql"));
    assert_eq!(postgres("postgres://u@localhost/d?host=/var/run/postgresql").host, socket);
    assert_eq!(postgres("postgres://u@%2Fvar%2Frun%2Fpostgresql/d").host, socket);
    assert_eq!(postgres("postgres://u@%2Fvar%2Frun%2Fpostgresql:5433/d").port, 5433);
    assert_eq!(postgres("postgres:///d?host=/var/run/postgresql&user=u").user, "u");
    assert_eq!(postgres("postgres://u@h").database, "postgres");
}

#[test]
fn special_characters_are_decoded() {
    let url = postgres("postgresql://m%40e:p%2F%3A%23%3F%25@h/my%20db");
    assert_eq!((url.user.as_str(), url.password.as_deref()), ("m@e", Some("p/:#?%")));
    assert_eq!(url.database, "my db");
    assert_eq!(postgres("postgresql://me:a@b@h/d").password.as_deref(), Some("a@b"), "the last @ ends the user");
}

#[test]
fn a_second_question_mark_is_an_ampersand() {
    let url = postgres("postgresql://me:secret@h/d?schema=x?connection_limit=10");
    assert_eq!((url.schema.as_deref(), url.connection_limit), (Some("x"), Some(10)));
    assert_eq!(url.warnings, [UrlWarning::SecondQuestionMark]);
    let odd = postgres("postgresql://me@h/d?schema=x&schema=y&colour=red");
    assert_eq!(odd.schema.as_deref(), Some("y"));
    let names: Vec<String> = odd.warnings.iter().map(ToString::to_string).collect();
    assert!(names[0].contains("`schema`") && names[1].contains("`colour`"), "{names:?}");
    let misspelt = postgres("postgresql://me@h/d?conection_limit=3");
    assert!(misspelt.warnings[0].to_string().ends_with("Did you mean `connection_limit`?"), "{:?}", misspelt.warnings);
}

#[test]
fn nothing_shows_the_password() {
    let url = DatabaseUrl::parse("postgresql://me:pass%2Fword@h/d?schema=x&sslmode=disable", None).unwrap();
    for shown in [format!("{url}"), format!("{url:?}"), format!("{:?}", url.as_postgres())] {
        assert!(!shown.contains("word") && shown.contains("***"), "{shown}");
    }
    // An unencoded `/`, `#` or `?` cuts the URL into wrong pieces, some of them secret.
    for url in [
        "postgresql://me:x1x/y2y@h/d",
        "postgresql://me:x1x#y2y@h:x/d",
        "postgresql://me:x1x?y2y@h/d",
        "postgresql://me:1?y2y@h/d",
        "postgresql://me:x1x:y2y@h:y2y/d",
    ] {
        let said = refused(url);
        assert!(!said.contains("x1x") && !said.contains("y2y"), "{said}");
    }
}

#[test]
fn the_secret_form_reads_back() {
    for text in [
        "postgresql://me@h/d?channel_binding=require&sslidentity=/a%20b.pem&statement_cache_size=9",
        "postgresql://m%40e:p%2F%3A@h:99/my%20db?schema=a%26b&connection_limit=3&sslmode=verify-ca&pgbouncer=true",
        "postgresql://me@localhost/d?host=/tmp/a%20b&pool_timeout=0&connect_timeout=9&socket_timeout=3&sslaccept=strict",
        "postgresql://me:x@[::1]:1/d?sslmode=disable&options=-c%20a%3Db&application_name=x",
    ] {
        let url = postgres(text);
        let again = postgres(&url.to_secret_string());
        // `with_database` and the like keep what no URL of ours says.
        assert_eq!(again, url, "{text}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_a_way_out() {
    assert!(refused("").contains("empty"));
    assert!(refused("localhost/db").contains("postgresql://"));
    assert!(refused("mysql://u@h/d").contains("PostgreSQL and SQLite"));
    assert!(refused("prisma+postgres://x/?api_key=1").contains("database itself"));
    assert!(refused("postgresql://h/d").contains("USER"));
    assert!(refused("postgresql://u@h:0/d").contains("65535"));
    assert!(refused("postgresql://u@a,b/d").contains("one"));
    assert!(refused("postgresql://u@h/d?channel_binding=maybe").contains("require"));
    assert!(refused("postgresql://u@h/d?target_session_attrs=read-write").contains("several hosts"));
    assert!(postgres("postgresql://u@h/d?target_session_attrs=any").warnings.is_empty());
    assert!(refused("postgresql://u@h/d?connection_limit=many").contains("connection_limit"));
    assert!(refused("postgresql://u@h/d?sslmode=maybe").contains("verify-full"));
    assert!(refused("postgresql:u@h/d").contains("//"));
    assert!(refused("file:").contains("file:./dev.db"));
}

#[test]
fn sqlite_paths() {
    let path = |url: &str, base: Option<&str>| {
        let url = DatabaseUrl::parse(url, base.map(Path::new)).unwrap();
        url.as_sqlite().unwrap().path.clone()
    };
    let file = |path: &str| SqlitePath::File(PathBuf::from(path));
    assert_eq!(path("file:./dev.db", Some("/app/prisma")), file("/app/prisma/dev.db"));
    assert_eq!(path("file:dev.db", Some("/app")), file("/app/dev.db"));
    assert_eq!(path("file:../dev.db", Some("/app/prisma")), file("/app/prisma/../dev.db"));
    assert_eq!(path("file:/abs/dev.db", Some("/app")), file("/abs/dev.db"));
    assert_eq!(path("file:///abs/dev.db", None), file("/abs/dev.db"));
    assert_eq!(path("file:./a%20b.db", None), file("a%20b.db"));
    for memory in [":memory:", "file::memory:", "file:x?mode=memory&cache=shared"] {
        assert_eq!(path(memory, Some("/app")), SqlitePath::Memory, "{memory}");
    }
    let url = DatabaseUrl::parse("file:./dev.db?connection_limit=1&socket_timeout=2&pool_timeout=3", None).unwrap();
    assert_eq!((url.connection_limit(), url.pool_timeout()), (1, Some(Duration::from_secs(3))));
    assert_eq!(url.as_sqlite().unwrap().busy_timeout, Some(Duration::from_secs(2)));
    assert_eq!(DatabaseUrl::parse(":memory:", None).unwrap().connection_limit(), 1);
}

#[test]
fn same_databases() {
    let parse = |url: &str| DatabaseUrl::parse(url, Some(Path::new("/app"))).unwrap();
    let app = parse("postgresql://me:x@h/app?schema=a");
    assert!(app.same_database(&parse("postgresql://you@h:5432/app")));
    assert!(!app.same_database(&parse("postgresql://me:x@h/app_shadow")));
    assert!(!app.same_database(&parse("postgresql://me:x@i/app")));
    assert!(app.same_database(&parse("postgresql://me:x@H/app")), "names of hosts have no case");
    assert!(!app.same_database(&parse("postgresql://me:x@h/App")), "names of databases do");
    let local = parse("postgresql://u@localhost/app");
    assert!(local.same_database(&parse("postgresql://u@127.0.0.1/app")));
    assert!(local.same_database(&parse("postgresql://u@[::1]/app")));
    assert!(!local.same_database(&parse("postgresql://u@h/app")));
    let socket = parse("postgresql://u@localhost/app?host=/run/PG");
    assert!(!socket.same_database(&parse("postgresql://u@localhost/app?host=/run/pg")), "paths have case");
    assert!(parse("file:./dev.db").same_database(&parse("file:/app/dev.db")));
    assert!(!parse(":memory:").same_database(&parse(":memory:")));
}

#[test]
fn programs_of_postgresql_are_told_by_variables() {
    let url = postgres(
        "postgresql://me:p%40ss@h:6000/d?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=1&options=-c%20x=1",
    );
    let told = url.libpq_variables();
    let value = |name: &str| told.set.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string_lossy().into_owned());
    let wanted = [
        ("PGHOST", Some("h")),
        ("PGPORT", Some("6000")),
        ("PGUSER", Some("me")),
        ("PGPASSWORD", Some("p@ss")),
        ("PGDATABASE", Some("d")),
        ("PGSSLMODE", Some("verify-full")),
        ("PGSSLROOTCERT", Some("/ca.pem")),
        ("PGCONNECT_TIMEOUT", Some("2")),
        ("PGOPTIONS", Some("-c x=1")),
        ("PGCHANNELBINDING", None),
    ];
    assert_eq!(wanted.map(|(name, _)| (name, value(name))), wanted.map(|(name, v)| (name, v.map(str::to_owned))));
    assert!(!format!("{told:?}").contains("p@ss"));
    assert!(told.remove.contains(&"PGPASSFILE") && told.remove.contains(&"PGSERVICE"));
    // A file of passwords of the user's own is of use to a URL without one.
    let without = postgres("postgresql://me@localhost/d?host=/run/pg").libpq_variables();
    assert!(!without.remove.contains(&"PGPASSFILE") && without.remove.contains(&"PGSERVICE"));
    assert!(without.set.contains(&("PGHOST", "/run/pg".into())));
}
