-- postgresql
CREATE TABLE account (id int PRIMARY KEY, email text, is_open boolean NOT NULL DEFAULT true, owner int);
CREATE UNIQUE INDEX account_email_key ON account (email) WHERE is_open;
CREATE INDEX account_owner_idx ON account (owner) WHERE (owner > 3);
CREATE VIEW open_account AS SELECT id, email, 1 AS added FROM account WHERE is_open;
CREATE VIEW other AS SELECT id FROM account;
