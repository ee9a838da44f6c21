-- DropIndex
DROP INDEX "x";

-- CreateIndex
CREATE INDEX "y" ON "M"("a");

-- CreateIndex
CREATE INDEX "x" ON "M"("b");
