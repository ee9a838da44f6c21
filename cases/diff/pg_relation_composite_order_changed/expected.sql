-- DropForeignKey
ALTER TABLE "N" DROP CONSTRAINT "N_ma_mb_fkey";

-- AddForeignKey
ALTER TABLE "N" ADD CONSTRAINT "N_mb_ma_fkey" FOREIGN KEY ("mb", "ma") REFERENCES "M"("b", "a") ON DELETE RESTRICT ON UPDATE CASCADE;
