-- DropIndex
DROP INDEX "M_a_b_idx";

-- DropIndex
DROP INDEX "M_b_key";

-- CreateIndex
CREATE INDEX "M_a_b_idx" ON "M"("a" DESC, "b");

-- CreateIndex
CREATE UNIQUE INDEX "M_b_key" ON "M"("b");
