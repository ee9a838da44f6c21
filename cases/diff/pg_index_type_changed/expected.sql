-- DropIndex
DROP INDEX "M_a_idx";

-- DropIndex
DROP INDEX "M_j_idx";

-- CreateIndex
CREATE INDEX "M_a_idx" ON "M" USING HASH ("a");

-- CreateIndex
CREATE INDEX "M_j_idx" ON "M" USING GIN ("j" jsonb_path_ops);
