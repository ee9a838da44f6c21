-- postgresql
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE settings (owner int REFERENCES users, theme text NOT NULL, gone boolean);
CREATE UNIQUE INDEX settings_owner_key ON settings (owner) WHERE gone IS NULL;
CREATE UNIQUE INDEX settings_theme_key ON settings (theme) WHERE gone;
