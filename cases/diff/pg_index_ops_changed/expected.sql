-- DropIndex
DROP INDEX "M_t_idx";

-- CreateIndex
CREATE INDEX "M_t_idx" ON "M"("t");
