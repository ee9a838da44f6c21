-- sqlite
CREATE TABLE parent (id INTEGER PRIMARY KEY, x INT, z TEXT UNIQUE);
CREATE TABLE child (
    id INTEGER PRIMARY KEY,
    untyped REFERENCES parent,
    wide BIGINT REFERENCES parent (id),
    required INT NOT NULL REFERENCES parent (id) ON DELETE SET NULL,
    no_key INT REFERENCES parent (x),
    nowhere INT REFERENCES gone (id),
    z TEXT REFERENCES parent (z));
