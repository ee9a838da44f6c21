-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "parentId" INTEGER,
    CONSTRAINT "M_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "M" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_M" ("id", "name") SELECT "id", "name" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
