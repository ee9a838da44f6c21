-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_my table" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "größe" INTEGER,
    "the b" INTEGER NOT NULL DEFAULT 1
);
INSERT INTO "new_my table" ("id") SELECT "id" FROM "my table";
DROP TABLE "my table";
ALTER TABLE "new_my table" RENAME TO "my table";
CREATE UNIQUE INDEX "my table_the b_key" ON "my table"("the b");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
