-- postgresql
CREATE TABLE "User" (id int PRIMARY KEY);
CREATE TABLE "Post" (id int PRIMARY KEY, "userId" int NOT NULL, "goneId" int);
CREATE INDEX "Post_userId_idx" ON "Post" ("userId");
CREATE TABLE "Tag" (id int PRIMARY KEY);
CREATE TABLE "_PostToTag" ("A" int NOT NULL, "B" int NOT NULL, CONSTRAINT "_PostToTag_AB_pkey" PRIMARY KEY ("A", "B"));
CREATE INDEX "_PostToTag_B_index" ON "_PostToTag" ("B");
