-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "b" DATETIME NOT NULL,
    "c" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "new_M" ("a", "b", "c", "id") SELECT "a", "b", "c", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
