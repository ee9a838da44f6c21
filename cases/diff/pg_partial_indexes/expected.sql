-- DropIndex
DROP INDEX "M_c_idx";

-- CreateIndex
CREATE UNIQUE INDEX "M_b_key" ON "M"("b") WHERE ("b" IS NOT NULL);

-- CreateIndex
CREATE INDEX "M_c_idx" ON "M"("c") WHERE (c = false);

-- CreateIndex
CREATE INDEX "M_a_c_idx" ON "M"("a", "c") WHERE ("a" != 3 AND "b" = 'it''s');
