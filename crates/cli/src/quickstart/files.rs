use std::fs;
use std::path::Path;

use nicol_engine::server::PrivateServer;

use crate::error::CommandError;
use crate::files::write_whole;

/// What the templates leave open.
pub(super) struct Values<'a> {
    pub(super) provider: &'a str,
    pub(super) url: &'a str,
    pub(super) server: Option<&'a PrivateServer>,
}

macro_rules! template {
    ($name:literal) => {
        include_str!(concat!("../../templates/quickstart/", $name))
    };
}

/// Path in the project, and text.
const FILES: [(&str, &str); 10] = [
    ("prisma/schema/schema.prisma", template!("schema/schema.prisma")),
    ("prisma/schema/auth.prisma", template!("schema/auth.prisma")),
    ("prisma/schema/todo.prisma", template!("schema/todo.prisma")),
    ("prisma/schema/file.prisma", template!("schema/file.prisma")),
    ("prisma/seed.sql", template!("seed.sql")),
    ("src/main.rs", template!("src/main.rs")),
    ("Cargo.toml", template!("Cargo.toml.template")),
    ("README.md", template!("README.template.md")),
    ("nicol.toml", template!("nicol.toml")),
    (".gitignore", template!("gitignore")),
];

/// Writes the project; returns what is worth telling about it.
pub(super) fn write(folder: &Path, values: &Values<'_>) -> Result<Vec<String>, CommandError> {
    for (name, text) in FILES {
        put(folder, name, &fill(text, values))?;
    }
    put(folder, ".env", &format!("DATABASE_URL=\"{}\"\n", values.url))?;
    // `nicol` reads .env; `cargo run` reads this.
    put(folder, ".cargo/config.toml", &format!("[env]\nDATABASE_URL = {:?}\n", values.url))?;
    Ok(vec![
        format!("{}/prisma/schema    auth, todo, file: Better Auth's tables, todos, files", folder.display()),
        format!("{}/src/main.rs      a program on the client that is generated below", folder.display()),
    ])
}

fn fill(text: &str, values: &Values<'_>) -> String {
    let server = values.server.map_or(String::new(), |server| {
        format!(
            "\nThe database lies on a private server; start and stop it by\n\n```sh\n{}\n{}\n```\n\n\
             Its files are in {}: delete that folder too when you are done.\n",
            server.shell_command(true),
            server.shell_command(false),
            server.dir().display()
        )
    });
    text.replace("{provider}", values.provider).replace("{nicol}", &dependency()).replace("{server}", &server)
}

/// How the program finds the library: in the checkout that this binary was built from, else by its version.
fn dependency() -> String {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("nicol");
    if checkout.join("Cargo.toml").is_file() {
        return format!("nicol = {{ path = {:?} }}", checkout.display().to_string());
    }
    format!("nicol = {:?}", env!("CARGO_PKG_VERSION"))
}

fn put(folder: &Path, name: &str, text: &str) -> Result<(), CommandError> {
    let path = folder.join(name);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(|e| CommandError::io("make", parent, &e))?;
    write_whole(&path, text)
}
