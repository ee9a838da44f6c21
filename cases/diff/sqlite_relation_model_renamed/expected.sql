-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "M";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "P" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_N" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mId" INTEGER NOT NULL,
    CONSTRAINT "N_mId_fkey" FOREIGN KEY ("mId") REFERENCES "P" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_N" ("id", "mId") SELECT "id", "mId" FROM "N";
DROP TABLE "N";
ALTER TABLE "new_N" RENAME TO "N";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
