/*
  Warnings:

  - The column `email` of the table `User` is dropped. The values in it are lost.
  - The column `n` of the table `User` is dropped. The values in it are lost.
  - The required column `count` is added to the table `User` without a default, which is impossible if the table has rows.

*/
-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "a" TO "c";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "b" TEXT,
    "c" TEXT,
    "count" INTEGER NOT NULL,
    "eMail" TEXT
);
INSERT INTO "new_User" ("c", "id") SELECT "c", "id" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
