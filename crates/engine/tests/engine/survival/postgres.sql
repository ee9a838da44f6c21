CREATE TYPE temper AS ENUM ('hot', 'cold');
CREATE TYPE mood AS ENUM ('sad', 'happy', 'calm');
CREATE TABLE seen_too (id int PRIMARY KEY, v int);
CREATE TABLE under (id int PRIMARY KEY, v int);
CREATE VIEW watch_too AS SELECT id, v FROM under;
CREATE TABLE main (
  id int PRIMARY KEY,
  plain int,
  free int UNIQUE,
  alone int CONSTRAINT alone_check CHECK (alone > 0),
  low int, high int, CONSTRAINT order_check CHECK (low < high),
  slot int, CONSTRAINT slot_excl EXCLUDE USING btree (slot WITH =, id WITH =),
  is_on boolean,
  code text,
  extra int,
  word text CONSTRAINT word_check CHECK (word <> ''),
  seen int,
  owner text,
  stamp int,
  base int,
  twice int GENERATED ALWAYS AS (base * 2) STORED,
  later int CONSTRAINT later_fkey REFERENCES seen_too DEFERRABLE INITIALLY DEFERRED,
  feeling mood NOT NULL DEFAULT 'happy',
  CONSTRAINT feeling_check CHECK (feeling = 'happy' OR id > 0),
  CONSTRAINT feeling_excl EXCLUDE USING btree (id WITH =) WHERE (feeling = 'happy'),
  other mood,
  temper temper NOT NULL DEFAULT 'hot',
  CONSTRAINT calm_check CHECK (other <> 'calm'));
CREATE INDEX on_idx ON main (plain) WHERE is_on;
CREATE INDEX sum_idx ON main ((low + high));
CREATE INDEX lower_idx ON main (lower(word));
CREATE UNIQUE INDEX code_idx ON main (code) INCLUDE (extra);
CREATE INDEX plain_named ON main (plain DESC);
CREATE INDEX temper_idx ON main (plain) WHERE temper = 'hot';
CREATE INDEX tempers_idx ON main ((temper = 'hot'), plain DESC) WHERE temper <> ALL ('{hot}');
CREATE STATISTICS levels ON low, high FROM main;
CREATE VIEW watch AS SELECT id, seen FROM main;
ALTER TABLE main ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON main USING (owner = current_user);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER touch_stamp BEFORE UPDATE OF stamp ON main FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch_all BEFORE INSERT ON main FOR EACH ROW EXECUTE FUNCTION touch();
CREATE RULE stay AS ON DELETE TO main DO INSTEAD NOTHING;
COMMENT ON TABLE main IS 'in the middle';
COMMENT ON COLUMN main.word IS 'a word';
COMMENT ON COLUMN main.low IS 'not high';
CREATE TABLE days (id int NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE days_old PARTITION OF days FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
CREATE TABLE days_rest PARTITION OF days DEFAULT;
INSERT INTO seen_too VALUES (1, 1);
INSERT INTO main (id, plain, alone, low, high, slot, code, word, seen, owner, stamp, base, later)
  VALUES (1, 1, 1, 1, 2, 1, 'c', 'w', 1, 'o', 1, 1, 1), (2, 2, 2, 1, 2, 2, 'd', 'x', 1, 'o', 1, 1, 1);
INSERT INTO days VALUES (1, '2010-01-01'), (2, '2024-01-01');
