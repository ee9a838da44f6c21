-- DropIndex
DROP INDEX "u";

-- CreateIndex
CREATE UNIQUE INDEX "u" ON "M"("a");
