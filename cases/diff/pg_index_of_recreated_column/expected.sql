-- AlterTable
ALTER TABLE "M" DROP COLUMN "a",
ADD COLUMN     "a" BOOLEAN NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "M_a_key" ON "M"("a");

-- CreateIndex
CREATE INDEX "M_a_b_idx" ON "M"("a", "b");
