-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "c" TO "a";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    "email" TEXT
);
INSERT INTO "new_User" ("a", "id") SELECT "a", "id" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
