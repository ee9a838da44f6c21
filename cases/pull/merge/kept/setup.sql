-- postgresql
CREATE TABLE person (
    id text PRIMARY KEY, code text NOT NULL DEFAULT 'x', first text NOT NULL, last text NOT NULL, changed timestamp(3) NOT NULL,
    secret text, boss text REFERENCES person (id) ON DELETE SET NULL ON UPDATE CASCADE);
CREATE UNIQUE INDEX person_first_last_key ON person (first, last);
CREATE TABLE pair (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE hidden (id int PRIMARY KEY, person text REFERENCES person (id) ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE "_Follows" ("A" text NOT NULL, "B" text NOT NULL,
    CONSTRAINT "_Follows_AB_pkey" PRIMARY KEY ("A", "B"),
    CONSTRAINT "_Follows_A_fkey" FOREIGN KEY ("A") REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_Follows_B_fkey" FOREIGN KEY ("B") REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX "_Follows_B_index" ON "_Follows" ("B");
