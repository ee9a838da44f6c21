//! What can go wrong before the first statement.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nicol_driver::{AskPassword, Code, Connection, DatabaseUrl, Error, Pool, Settings, Tls};
use nicol_testkit::postgres::Server;
use nicol_testkit::wait::FOREVER;

use crate::support::{TEXT, one};

async fn refused(url: &str) -> Error {
    let url = DatabaseUrl::parse(url, None).unwrap();
    let error = Connection::connect(&url, &Settings::default()).await.unwrap_err();
    assert!(!error.to_string().contains("sesame") && !format!("{error:?}").contains("sesame"), "{error:?}");
    error
}

#[tokio::test]
async fn nobody_listens() {
    let error = refused("postgresql://me:sesame@127.0.0.1:1/d").await;
    assert_eq!(error.code(), Code::P1001);
    assert_eq!(error.meta()["database_host"], "127.0.0.1");
    assert_eq!(error.meta()["database_port"], 1);
    assert_eq!(refused("postgresql://me:sesame@nowhere.invalid/d").await.code(), Code::P1001);
    assert_eq!(refused("postgresql://me:sesame@localhost/d?host=/nowhere").await.code(), Code::P1001);
}

#[tokio::test]
async fn a_silent_server_costs_no_more_than_the_limit() {
    // It accepts, and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = |limit: u64| format!("postgresql://me:sesame@{}/d?connect_timeout={limit}", silent.local_addr().unwrap());
    let (short, long) = (url(1), url(FOREVER.as_secs()));
    let began = Instant::now();
    tokio::select! {
        error = refused(&short) => assert_eq!(error.code(), Code::P1002),
        error = refused(&long) => panic!("the one with more time gave up first: {error}"),
    }
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_server_that_hangs_up() {
    let rude = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgresql://me:sesame@{}/d", rude.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((socket, _)) = rude.accept() {
            drop(socket)
        }
    });
    let code = refused(&url).await.code();
    assert!(matches!(code, Code::P1001 | Code::P1011 | Code::P1017), "{code}");
}

#[tokio::test]
async fn wrong_names_and_passwords() {
    let Some(server) = Server::start(&["password_encryption=scram-sha-256"]) else { return };
    server.psql("postgres", "CREATE ROLE me LOGIN PASSWORD 'open'; CREATE ROLE locked NOLOGIN");
    let base = server.url("postgres");
    let of = |user: &str| base.replace("postgres@", &format!("{user}@"));
    assert_eq!(refused(&server.url("nothing")).await.code(), Code::P1003);
    assert_eq!(refused(&server.url("nothing")).await.meta()["database_name"], "nothing");
    assert_eq!(refused(&of("locked:sesame")).await.code(), Code::P1010);
    assert_eq!(refused(&of("stranger:sesame")).await.code(), Code::P1010);
    // From now on passwords count.
    let hba = server.psql("postgres", "SHOW hba_file");
    std::fs::write(hba.trim(), "local all postgres trust\nlocal all all scram-sha-256\n").unwrap();
    server.stop();
    server.resume();
    let error = refused(&of("me:sesame")).await;
    assert_eq!((error.code(), error.meta()["database_user"].as_str()), (Code::P1000, Some("me")));
    assert_eq!(refused(&of("me")).await.code(), Code::P1000, "no password at all");
    let good = DatabaseUrl::parse(&of("me:open"), None).unwrap();
    Connection::connect(&good, &Settings::default()).await.unwrap();
}

#[tokio::test]
async fn too_many_connections() {
    let Some(server) = Server::start(&["superuser_reserved_connections=0", "max_connections=4", "max_wal_senders=0"])
    else {
        return;
    };
    let url = DatabaseUrl::parse(&server.url("postgres"), None).unwrap();
    let mut open = Vec::new();
    let error = loop {
        match Connection::connect(&url, &Settings::default()).await {
            Ok(connection) => open.push(connection),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), Code::P2037);
    assert!((1..=5).contains(&open.len()));
}

#[tokio::test]
async fn settings_of_the_url_reach_the_server() {
    let Some(database) = crate::support::postgres("settings") else { return };
    database
        .connect()
        .await
        .execute_script("CREATE SCHEMA \"my schema\"; CREATE TABLE \"my schema\".t (a int)")
        .await
        .unwrap();
    let url = database.url_with("schema=my%20schema&application_name=suite&options=-c%20geqo%3Doff");
    let c = Connection::connect(&url, &Settings::default()).await.unwrap();
    for (sql, want) in [
        ("SELECT current_schema()::text", "my schema"),
        ("SELECT current_setting('application_name')", "suite"),
        ("SELECT current_setting('geqo')", "off"),
        ("SELECT count(*)::text FROM t", "0"),
    ] {
        assert_eq!(one(&c, sql, &[], TEXT).await.unwrap().unwrap(), want.as_bytes(), "{sql}");
    }
    assert!(c.server_version().await.unwrap().starts_with(|c: char| c.is_ascii_digit()));
}

#[tokio::test]
async fn sqlite_files_that_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| format!("file:{}", folder.path().join(name).display());
    let error = refused(&at("missing.db")).await;
    assert_eq!((error.code(), error.meta()["database_file_name"].as_str()), (Code::P1003, Some("missing.db")));
    assert!(!folder.path().join("missing.db").exists(), "nothing is made by looking");
    assert_eq!(refused(&at("no/folder.db")).await.code(), Code::P1003);
    assert_eq!(refused(&at(".")).await.code(), Code::P1003);
    std::fs::write(folder.path().join("text.db"), "this is a text and no database. ".repeat(200)).unwrap();
    let error = refused(&at("text.db")).await;
    assert_eq!(error.code(), Code::P1003);
    assert!(error.message().contains("not a SQLite database"), "{error}");
}

#[tokio::test]
async fn a_sqlite_file_that_is_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").unwrap();
    let url = DatabaseUrl::parse(&format!("file:{}?mode=ro", path.display()), None).unwrap();
    assert_eq!(url.warnings(), []);
    let c = Connection::connect(&url, &Settings::default()).await.unwrap();
    assert_eq!(one(&c, "SELECT 'read'", &[], TEXT).await.unwrap().unwrap(), b"read");
    let error = one(&c, "DELETE FROM t RETURNING 'gone'", &[], TEXT).await.unwrap_err();
    assert_eq!(error.code(), Code::P1010, "{error}");
}

#[tokio::test]
async fn sqlite_keeps_its_journal_and_checks_foreign_keys() {
    let database = crate::support::sqlite();
    let c = database.connect().await;
    assert_eq!(one(&c, "PRAGMA journal_mode", &[], TEXT).await.unwrap().unwrap(), b"delete");
    assert_eq!(one(&c, "PRAGMA foreign_keys", &[], TEXT).await.unwrap().unwrap(), b"1");
}

mod tls {
    use super::*;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    struct Secure {
        /// By the name in its certificate.
        url: String,
        /// By another one.
        other: String,
        authority: PathBuf,
        server: Server,
        folder: tempfile::TempDir,
    }

    impl Secure {
        /// Writes a file that only the server may read: it must own it, so it does so itself.
        fn put(&self, name: &str, text: &str) {
            put(&self.server, name, text);
        }

        /// With the authority for certificates of clients, and these rules for connections by TCP.
        fn restart(&self, rules: &str) {
            self.put("ca.pem", &std::fs::read_to_string(&self.authority).unwrap());
            self.put("pg_hba.conf", &format!("local all all trust\n{rules}\n"));
            run_sql(&self.server.url("postgres"), "ALTER SYSTEM SET ssl_ca_file = 'ca.pem'");
            self.server.stop();
            self.server.resume();
        }
    }

    fn put(server: &Server, name: &str, text: &str) {
        let target = server.socket_dir().join("data").join(name);
        let target = target.display();
        let url = server.url("postgres");
        run_sql(&url, &format!("COPY (SELECT unnest(string_to_array($text${text}$text$, E'\\n'))) TO '{target}'"));
        run_sql(&url, &format!("COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; chmod 600 {target}'"));
    }

    fn openssl(folder: &Path, arguments: &str) {
        let output =
            Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().expect("openssl runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Two addresses of this machine that nobody else uses: the port is always the same.
    fn addresses() -> [std::net::Ipv4Addr; 2] {
        static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(1);
        let [.., high, low] = std::process::id().to_be_bytes();
        let last = NEXT.fetch_add(2, std::sync::atomic::Ordering::Relaxed);
        [last, last + 1].map(|last| std::net::Ipv4Addr::new(127, high | 0x80, low, last))
    }

    /// A server on TCP with a certificate of an authority of its own.
    fn start() -> Option<Secure> {
        start_for("2")
    }

    /// The same with a certificate that is good for so many days.
    fn start_for(days: &str) -> Option<Secure> {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let path = folder.path();
        let [named, other] = addresses();
        openssl(path, "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem");
        openssl(path, "req -newkey rsa:2048 -nodes -subj /CN=server -keyout server.key -out server.csr");
        std::fs::write(path.join("names"), format!("subjectAltName=IP:{named}")).unwrap();
        openssl(
            path,
            &format!(
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} -extfile names -out server.pem"
            ),
        );
        let server = Server::start(&[&format!("listen_addresses={named},{other}")])?;
        let url = server.url("postgres");
        for name in ["server.key", "server.pem"] {
            put(&server, name, &std::fs::read_to_string(path.join(name)).unwrap());
        }
        run_sql(&url, "ALTER SYSTEM SET ssl_cert_file = 'server.pem'");
        run_sql(&url, "ALTER SYSTEM SET ssl_key_file = 'server.key'");
        run_sql(&url, "ALTER SYSTEM SET ssl = on");
        server.stop();
        server.resume();
        let url = |address| format!("postgresql://postgres:sesame@{address}/postgres");
        Some(Secure { url: url(named), other: url(other), authority: path.join("ca.pem"), server, folder })
    }

    fn run_sql(url: &str, sql: &str) {
        let (url, sql) = (DatabaseUrl::parse(url, None).unwrap(), sql.to_owned());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let admin = nicol_driver::admin::Connection::connect(&url).await.unwrap();
                admin.execute_script(&sql).await.unwrap();
            });
        })
        .join()
        .unwrap();
    }

    async fn is_encrypted(url: &str) -> Result<bool, Error> {
        let url = DatabaseUrl::parse(url, None).unwrap();
        let c = Connection::connect(&url, &Settings::default()).await?;
        let sql = "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        Ok(one(&c, sql, &[], TEXT).await.unwrap().unwrap() == b"true")
    }

    #[tokio::test]
    async fn modes_and_certificates() {
        let Some(secure) = start() else { return };
        let with = |parameters: &str| format!("{}?{parameters}", secure.url);
        let ca = secure.authority.display().to_string();
        assert!(is_encrypted(&with("")).await.unwrap(), "prefer");
        assert!(!is_encrypted(&with("sslmode=disable")).await.unwrap());
        assert!(is_encrypted(&with("sslmode=require")).await.unwrap(), "any certificate will do");
        assert!(is_encrypted(&with(&format!("sslmode=require&sslaccept=strict&sslcert={ca}"))).await.unwrap());
        assert!(is_encrypted(&with(&format!("sslmode=verify-full&sslrootcert={ca}"))).await.unwrap());
        // An authority that nobody knows.
        let error = is_encrypted(&with("sslmode=require&sslaccept=strict")).await.unwrap_err();
        assert_eq!(error.code(), Code::P1011, "{error:?}");
        assert!(error.message().contains("sslcert"), "{error}");
        // Another name than the certificate's.
        let elsewhere = |parameters: &str| format!("{}?{parameters}", secure.other);
        let error = is_encrypted(&elsewhere(&format!("sslmode=verify-full&sslcert={ca}"))).await.unwrap_err();
        assert_eq!(error.code(), Code::P1011);
        assert!(is_encrypted(&elsewhere(&format!("sslmode=verify-ca&sslcert={ca}"))).await.unwrap());
        for wrong in ["sslcert=/nowhere.pem&sslaccept=strict", "sslidentity=/me.p12&sslpassword=x"] {
            let error = is_encrypted(&with(wrong)).await.unwrap_err();
            assert_eq!(error.code(), Code::P1011, "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_connection_is_used_again_until_the_server_ends_it() {
        let Some(secure) = start() else { return };
        let url = format!("{}?sslmode=require&connection_limit=1", secure.url);
        let pool = Pool::new(DatabaseUrl::parse(&url, None).unwrap(), Settings::default()).unwrap();
        let mut pids = Vec::new();
        for is_last in [false, false, true, true] {
            let pid =
                one(&pool.get().await.unwrap(), "SELECT pg_backend_pid()::text", &[], TEXT).await.unwrap().unwrap();
            pids.push(String::from_utf8(pid).unwrap());
            // The runtime's only thread is blocked meanwhile.
            let end = if is_last { format!("pg_terminate_backend({}, 60000)", pids[0]) } else { "1".to_owned() };
            secure.server.psql("postgres", &format!("SELECT {end}"));
        }
        assert!(pids[0] == pids[1] && pids[1] == pids[2] && pids[2] != pids[3], "{pids:?}");
    }

    #[tokio::test]
    async fn a_certificate_that_has_expired() {
        let Some(secure) = start_for("-1") else { return };
        let ca = secure.authority.display();
        for mode in ["verify-full", "verify-ca"] {
            let error = is_encrypted(&format!("{}?sslmode={mode}&sslcert={ca}", secure.url)).await.unwrap_err();
            assert_eq!(error.code(), Code::P1011, "{error:?}");
            assert!(error.message().contains("Expired"), "{error}");
        }
        assert!(is_encrypted(&format!("{}?sslmode=require", secure.url)).await.unwrap(), "nobody asks");
    }

    #[tokio::test]
    async fn certificates_of_clients() {
        let Some(secure) = start() else { return };
        let folder = secure.folder.path();
        openssl(folder, "req -newkey rsa:2048 -nodes -subj /CN=postgres -keyout me.key -out me.csr");
        openssl(
            folder,
            "x509 -req -in me.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out me.crt",
        );
        openssl(folder, "pkcs12 -export -in me.crt -inkey me.key -out me.p12 -passout pass:sesame");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        std::fs::write(folder.join("me.pem"), read("me.crt") + &read("me.key")).unwrap();
        secure.restart("hostssl all all 127.0.0.0/8 trust clientcert=verify-full");
        let with = |name: &str| format!("{}?sslmode=require&sslidentity={}", secure.url, folder.join(name).display());
        assert!(is_encrypted(&with("me.pem")).await.unwrap());
        let error = is_encrypted(&format!("{}?sslmode=require", secure.url)).await.unwrap_err();
        assert_eq!(error.code(), Code::P1010, "{error:?}");
        // Prisma's form is refused, with the way to ours.
        let error = is_encrypted(&format!("{}&sslpassword=sesame", with("me.p12"))).await.unwrap_err();
        assert_eq!(error.code(), Code::P1011, "{error:?}");
        assert!(error.message().contains("openssl pkcs12 -in"), "{error}");
        for wrong in ["me.crt", "me.key", "nothing.pem"] {
            let error = is_encrypted(&with(wrong)).await.unwrap_err();
            assert_eq!(error.code(), Code::P1011, "{wrong}");
            assert!(error.message().contains("sslidentity"), "{error}");
        }
    }

    /// What has no file: certificates in memory, and a password that is asked for at each connection.
    #[tokio::test]
    async fn certificates_and_passwords_that_are_given() {
        let Some(secure) = start() else { return };
        let folder = secure.folder.path();
        openssl(folder, "req -newkey rsa:2048 -nodes -subj /CN=me -keyout me.key -out me.csr");
        openssl(
            folder,
            "x509 -req -in me.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out me.crt",
        );
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        run_sql(&secure.server.url("postgres"), "CREATE ROLE me LOGIN PASSWORD 'open'");
        secure.restart("hostssl all all 127.0.0.0/8 scram-sha-256 clientcert=verify-full");
        let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let password = |word: &'static str| -> AskPassword {
            let asked = Arc::clone(&asked);
            Arc::new(move || {
                asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Box::pin(
                    async move { if word.is_empty() { Err("no token today".into()) } else { Ok(word.to_owned()) } },
                )
            })
        };
        let identity = Some(read("me.crt") + &read("me.key"));
        let tls = Tls { authorities: Some(read("ca.pem")), identity, server_name: None };
        let open = async |base: &str, word, tls: &Tls| {
            let url = format!("{}?sslmode=verify-full", base.replace("postgres:sesame", "me:wrong"));
            let url = DatabaseUrl::parse(&url, None).unwrap();
            let settings = Settings { password: Some(password(word)), tls: tls.clone(), ..Settings::default() };
            Connection::connect(&url, &settings).await.map(drop)
        };
        open(&secure.url, "open", &tls).await.unwrap();
        open(&secure.url, "open", &tls).await.unwrap();
        assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), 2, "for each connection");
        assert_eq!(open(&secure.url, "shut", &tls).await.unwrap_err().code(), Code::P1000);
        let error = open(&secure.url, "", &tls).await.unwrap_err();
        assert!(error.code() == Code::P1000 && error.message().contains("no token today"), "{error}");
        let unknown = Tls { authorities: None, ..tls.clone() };
        assert_eq!(open(&secure.url, "open", &unknown).await.unwrap_err().code(), Code::P1011);
        // By an address that is none of the certificate's, but under its name.
        assert_eq!(open(&secure.other, "open", &tls).await.unwrap_err().code(), Code::P1011);
        let host = secure.url.split_once('@').unwrap().1.split_once('/').unwrap().0;
        let named = Tls { server_name: Some(host.to_owned()), ..tls.clone() };
        open(&secure.other, "open", &named).await.unwrap();
        for wrong in ["", "no certificate"] {
            let wrong = Tls { authorities: Some(wrong.to_owned()), ..tls.clone() };
            let error = open(&secure.url, "open", &wrong).await.unwrap_err();
            assert!(error.code() == Code::P1011 && error.message().contains("trusted"), "{error}");
        }
    }

    #[tokio::test]
    async fn passwords_bound_to_the_connection() {
        let Some(secure) = start() else { return };
        run_sql(&secure.server.url("postgres"), "CREATE ROLE me LOGIN PASSWORD 'sesame'");
        secure.restart("host all all 127.0.0.0/8 scram-sha-256");
        let url = secure.url.replace("postgres:sesame", "me:sesame");
        for binding in ["require", "prefer", "disable"] {
            assert!(is_encrypted(&format!("{url}?channel_binding={binding}")).await.unwrap(), "{binding}");
        }
        let open = |binding: &str| format!("{url}?sslmode=disable&channel_binding={binding}");
        assert!(!is_encrypted(&open("prefer")).await.unwrap());
        let error = is_encrypted(&open("require")).await.unwrap_err();
        assert_eq!(error.code(), Code::P1000, "{error:?}");
        assert!(error.message().contains("channel binding"), "{error}");
    }

    #[tokio::test]
    async fn a_server_without_tls() {
        let [address, _] = addresses();
        let Some(server) = Server::start(&[&format!("listen_addresses={address}")]) else { return };
        let url = format!("postgresql://postgres@{address}/postgres");
        assert!(!is_encrypted(&url).await.unwrap(), "prefer goes on without");
        let error = is_encrypted(&format!("{url}?sslmode=require")).await.unwrap_err();
        assert_eq!(error.code(), Code::P1011, "{error:?}");
        drop(server);
    }
}
