-- DropIndex
DROP INDEX "x";

-- DropIndex
DROP INDEX "y";

-- CreateIndex
CREATE INDEX "y" ON "M"("a");

-- CreateIndex
CREATE INDEX "x" ON "M"("b");
