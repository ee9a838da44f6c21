-- DropIndex
DROP INDEX "M_a_idx";

-- CreateIndex
CREATE INDEX "M_a_idx" ON "M"("a") WHERE b IS NOT NULL;

-- RedefineIndex
DROP INDEX "u";
CREATE UNIQUE INDEX "u2" ON "M"("a") WHERE a > 0;
