-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "old";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "new" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" INTEGER NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "new_a_key" ON "new"("a");

-- CreateIndex
CREATE INDEX "new_a_idx" ON "new"("a");
