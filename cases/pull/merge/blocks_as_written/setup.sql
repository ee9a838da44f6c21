-- postgresql
CREATE TABLE author (id int PRIMARY KEY, name text);
CREATE TABLE "Book" (id int PRIMARY KEY);
CREATE TABLE "_AuthorToBook" ("A" int NOT NULL, "B" int NOT NULL,
    CONSTRAINT "_AuthorToBook_AB_pkey" PRIMARY KEY ("A", "B"),
    CONSTRAINT "_AuthorToBook_A_fkey" FOREIGN KEY ("A") REFERENCES author (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_AuthorToBook_B_fkey" FOREIGN KEY ("B") REFERENCES "Book" (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX "_AuthorToBook_B_index" ON "_AuthorToBook" ("B");
