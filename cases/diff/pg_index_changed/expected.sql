-- DropIndex
DROP INDEX "M_a_idx";

-- DropIndex
DROP INDEX "M_a_b_idx";

-- DropIndex
DROP INDEX "M_b_key";

-- CreateIndex
CREATE INDEX "M_a_idx" ON "M"("a" DESC);

-- CreateIndex
CREATE INDEX "M_b_a_idx" ON "M"("b", "a");

-- CreateIndex
CREATE INDEX "M_b_idx" ON "M"("b");
