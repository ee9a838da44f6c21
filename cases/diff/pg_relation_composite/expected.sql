-- AlterTable
ALTER TABLE "N" ADD COLUMN     "ma" INTEGER,
ADD COLUMN     "mb" INTEGER;

-- CreateIndex
CREATE INDEX "N_ma_mb_idx" ON "N"("ma", "mb");

-- AddForeignKey
ALTER TABLE "N" ADD CONSTRAINT "N_ma_mb_fkey" FOREIGN KEY ("ma", "mb") REFERENCES "M"("a", "b") ON DELETE CASCADE ON UPDATE CASCADE;
