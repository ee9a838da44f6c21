-- AlterTable
ALTER TABLE "M" ADD COLUMN     "j" JSONB NOT NULL;

-- CreateIndex
CREATE INDEX "M_j_idx" ON "M" USING GIN ("j" jsonb_ops);
