-- DropIndex
DROP INDEX "B_a_key";

-- AlterTable
ALTER TABLE "B" ADD COLUMN "c" INTEGER;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "D";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "E" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "z" INTEGER NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_A" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT NOT NULL,
    "b" TEXT NOT NULL
);
INSERT INTO "new_A" ("a", "b", "id") SELECT "a", "b", "id" FROM "A";
DROP TABLE "A";
ALTER TABLE "new_A" RENAME TO "A";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
