-- AlterTable
ALTER TABLE "M" ALTER COLUMN "a" SET DATA TYPE BIGINT,
DROP COLUMN "b",
ADD COLUMN     "b" INTEGER NOT NULL;

-- CreateIndex
CREATE INDEX "M_a_b_idx" ON "M"("a", "b");

-- CreateIndex
CREATE UNIQUE INDEX "M_b_key" ON "M"("b");
