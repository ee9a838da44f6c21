CREATE TABLE main (
  id INTEGER PRIMARY KEY,
  plain INT,
  low INT, high INT,
  word TEXT COLLATE NOCASE,
  kind TEXT CHECK (kind IN ('a', 'b')),
  twice INT GENERATED ALWAYS AS (high * 2) STORED,
  half INT AS (high / 2) VIRTUAL,
  big BIGINT REFERENCES other (id),
  CHECK (low < high),
  CONSTRAINT named CHECK (plain > 0));
CREATE TABLE other (id INTEGER PRIMARY KEY, v INT);
CREATE TABLE firm (id INTEGER PRIMARY KEY, note TEXT) STRICT;
CREATE TABLE keyed (name TEXT NOT NULL PRIMARY KEY, v INT) WITHOUT ROWID;
CREATE TABLE loose (id INTEGER PRIMARY KEY, v INT UNIQUE ON CONFLICT IGNORE);
CREATE INDEX lower_idx ON main (lower(word));
CREATE INDEX twice_idx ON main (twice, plain);
CREATE INDEX some_idx ON main (high) WHERE high > 3;
CREATE INDEX nocase_idx ON main (kind COLLATE NOCASE);
CREATE VIEW watch AS SELECT id, kind FROM main;
CREATE TRIGGER touch AFTER INSERT ON main BEGIN UPDATE other SET v = NEW.id; END;
INSERT INTO other VALUES (1, 1);
INSERT INTO main (id, plain, low, high, word, kind, big) VALUES (1, 1, 1, 2, 'w', 'a', 1), (2, 2, 1, 2, 'x', 'b', 1);
