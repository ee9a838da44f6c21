-- postgresql
CREATE TABLE account (id bigint PRIMARY KEY, code varchar(9) UNIQUE, share numeric UNIQUE);
CREATE TABLE part (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE part_one PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE TABLE entry (
    id int PRIMARY KEY,
    account int REFERENCES account (id) ON DELETE CASCADE,
    share int REFERENCES account (share),
    code text REFERENCES account (code),
    part int, day int,
    FOREIGN KEY (part, day) REFERENCES part_one (id, day));
CREATE TABLE pal (id int PRIMARY KEY, best int REFERENCES pal (id));
CREATE TABLE "_meets" ("A" int NOT NULL REFERENCES pal ON DELETE CASCADE ON UPDATE CASCADE,
    "B" int NOT NULL REFERENCES pal ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_meets_AB_pkey" PRIMARY KEY ("A", "B"));
CREATE INDEX "_meets_B_index" ON "_meets" ("B");
