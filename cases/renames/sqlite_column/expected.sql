/*
  Warnings:

  - The column `age` of the table `User` is dropped. The values in it are lost.
  - The required column `views` is added to the table `User` without a default, which is impossible if the table has rows.

*/
-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "name" TO "full name";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "teamId" TO "groupId";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "nr" TO "number";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "full name" TEXT,
    "groupId" INTEGER,
    "number" INTEGER NOT NULL,
    "views" INTEGER NOT NULL,
    CONSTRAINT "User_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "Team" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_User" ("full name", "groupId", "id", "number") SELECT "full name", "groupId", "id", "number" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE UNIQUE INDEX "User_full name_key" ON "User"("full name");
CREATE INDEX "User_groupId_full name_idx" ON "User"("groupId", "full name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
