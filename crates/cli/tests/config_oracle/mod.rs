//! Configuration files as Prisma's own loader reads them, beside ours: the same schema, migrations folder, seed and URL.

use std::fs;
use std::path::Path;
use std::process::Command;

use nicol_testkit::libtest_mimic::{Failed, Trial};
use nicol_testkit::oracle;
use serde_json::Value;

/// File and text of configurations.
const CONFIGS: [(&str, &str, &str); 9] = [
    (
        "defined",
        "prisma.config.ts",
        "import { defineConfig, env } from '@prisma/config'\nexport default defineConfig({ schema: 'db/schema.prisma', \
         migrations: { path: './m', seed: 'x' }, datasource: { url: env('DB') } })",
    ),
    (
        "joined_paths",
        "prisma7.config.mts",
        "import path from 'node:path'\nexport default { schema: path.join('prisma', '..', 'schema') }",
    ),
    (
        "hidden_folder",
        ".config/prisma.ts",
        "import path from 'node:path'\nimport { fileURLToPath } from 'node:url'\n\
         const dir = path.dirname(fileURLToPath(import.meta.url))\n\
         export default { schema: path.resolve(dir, '../s.prisma'), migrations: { path: '../mig' } }",
    ),
    (
        "common_js",
        "prisma.config.cjs",
        "require('dotenv/config')\nmodule.exports = { schema: `${process.env.DIR}/s.prisma`, datasource: { url: process.env.FROM_FILE } }",
    ),
    (
        "index_and_spread",
        "prisma.config/index.ts",
        "const base = { schema: './x.prisma' }\nexport default { ...base, migrations: { path: 'mm', \
         seed: process.env.NODE_ENV === 'production' ? 'a' : 'b' } } satisfies object",
    ),
    (
        "env_file_of_its_own",
        "prisma.config.ts",
        "import { config } from 'dotenv'\nconfig({ path: '.env.local', quiet: true })\n\
         if (!process.env.LOCAL) { throw new Error('no') }\nexport default { schema: process.env.LOCAL }",
    ),
    (
        "has_to_be_run",
        "prisma.config.mjs",
        "const parts = ['a', 'b'].map((part) => part)\nexport default { schema: parts.join('/'), datasource: { url: process.env.DB } }",
    ),
    ("added_texts", "prisma.config.mjs", "export default { schema: 'a' + '/' + 'b.prisma' }"),
    (
        "newer_name_first",
        "prisma7.config.cjs",
        "module.exports = { schema: 'newer.prisma', migrations: { path: process.env.NOT_SET ?? 'fallback' } }",
    ),
];

const ENV_FILE: &str = "FROM_FILE=\"file:./from.db\"\nDB=never used\n";

/// Prints what Prisma's loader makes of the configuration in the working directory.
const LOADER: &str = "require(process.argv[1] + '/node_modules/@prisma/config').loadConfigFromFile({}).then((r) => \
    console.log(JSON.stringify({ error: r.error ?? null, schema: r.config?.schema ?? null, \
    migrations: r.config?.migrations?.path ?? null, seed: r.config?.migrations?.seed ?? null, url: r.config?.datasource?.url ?? null })))";

pub(crate) fn trials() -> Vec<Trial> {
    CONFIGS
        .iter()
        .map(|(name, file, text)| Trial::test(format!("config_oracle::{name}"), move || compare(file, text)))
        .collect()
}

fn compare(file: &str, text: &str) -> Result<(), Failed> {
    let Some(oracle) = oracle::folder() else { return Ok(()) };
    let temp = tempfile::tempdir().map_err(|e| e.to_string())?;
    let folder = temp.path().canonicalize().map_err(|e| e.to_string())?;
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
            .and_then(|()| fs::write(path, text))
            .map_err(|e| e.to_string())
    };
    write(file, text)?;
    write(".env", ENV_FILE)?;
    write(".env.local", "LOCAL=local.prisma\n")?;
    // An older name that must not win.
    if file.starts_with("prisma7") {
        write("prisma.config.ts", "export default { schema: 'older.prisma' }")?;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        oracle.canonicalize().map_err(|e| e.to_string())?.join("node_modules"),
        folder.join("node_modules"),
    )
    .map_err(|e| e.to_string())?;
    let theirs = json(&folder, Command::new("node").args(["-e", LOADER]).arg(&oracle))?;
    let ours = json(&folder, Command::new(env!("CARGO_BIN_EXE_nicol")).args(["debug", "--json"]))?;
    let shown = |path: &Value| {
        let path = path.as_str()?;
        let path = Path::new(path);
        Some(path.strip_prefix(&folder).unwrap_or(path).display().to_string())
    };
    let pairs = [
        ("schema", shown(&theirs["schema"]), shown(&ours["files"]["schema"])),
        ("migrations", shown(&theirs["migrations"]), shown(&ours["files"]["migrations"])),
        ("seed", shown(&theirs["seed"]), shown(&ours["settings"]["migrations.seed"])),
    ];
    for (what, theirs, ours) in pairs {
        if theirs != ours {
            return Err(format!("{what}: Prisma has {theirs:?}, we have {ours:?}").into());
        }
    }
    if theirs["url"].is_null() != ours["settings"]["datasource.url"].is_null() {
        return Err(format!("url: Prisma has {}, we have {}", theirs["url"], ours["settings"]["datasource.url"]).into());
    }
    Ok(())
}

fn json(folder: &Path, command: &mut Command) -> Result<Value, Failed> {
    let output = command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DB", "postgresql://u:p@h:1/d")
        .env("DIR", "dd")
        .output()
        .map_err(|e| e.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|e| {
        format!("{e}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)).into()
    })
}
