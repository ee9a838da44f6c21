-- What schemas can't say: it has to be noted or kept, never forgotten.
CREATE TABLE parent (id int PRIMARY KEY, amount int CONSTRAINT positive CHECK (amount > 0), during int4range,
    EXCLUDE USING gist (during WITH &&), code text, CONSTRAINT late UNIQUE (code) DEFERRABLE INITIALLY DEFERRED);
COMMENT ON TABLE parent IS 'a comment';
COMMENT ON COLUMN parent.amount IS 'in "cents"';
CREATE TABLE child (extra text) INHERITS (parent);
CREATE TABLE measured (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE measured_2020 PARTITION OF measured FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX measured_day_idx ON measured (day);
CREATE TABLE guarded (id int PRIMARY KEY REFERENCES parent (id), owner text);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON guarded AS RESTRICTIVE FOR UPDATE USING (owner = CURRENT_USER) WITH CHECK (owner IS NOT NULL);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON guarded FOR EACH ROW EXECUTE FUNCTION touch();
CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE RULE quiet AS ON DELETE TO guarded DO INSTEAD NOTHING;
-- Of two tables: over one, servers from 16 on leave its name out.
CREATE VIEW shown AS SELECT parent.id, parent.amount AS price FROM parent JOIN guarded ON guarded.id = parent.id;
CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM parent;
CREATE UNIQUE INDEX kept_n ON kept (n);
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TYPE pair AS (a int, b int);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE STATISTICS correlated ON id, owner FROM guarded;
CREATE TABLE columnless ();
CREATE TYPE nothing AS ENUM ();
CREATE TABLE "_prisma_migrations" (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL);
