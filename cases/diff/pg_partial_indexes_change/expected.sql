-- DropIndex
DROP INDEX "M_a_idx";

-- CreateIndex
CREATE INDEX "M_a_idx" ON "M"("a") WHERE (b IS NOT NULL);

-- CreateIndex
CREATE INDEX "nb" ON "M"("b") WHERE ("b" IS NULL);

-- RenameIndex
ALTER INDEX "u" RENAME TO "u2";
