-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "parentId" TEXT,
    CONSTRAINT "M_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "M" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_M" ("id", "parentId") SELECT "id", "parentId" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
