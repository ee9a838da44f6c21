-- DropIndex
DROP INDEX "M_a_idx";

-- DropIndex
DROP INDEX "M_a_b_key";

-- CreateIndex
CREATE INDEX "M_b_idx" ON "M"("b");

-- CreateIndex
CREATE UNIQUE INDEX "M_b_a_key" ON "M"("b", "a");
