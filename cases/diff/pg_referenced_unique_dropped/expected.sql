-- DropForeignKey
ALTER TABLE "N" DROP CONSTRAINT "N_c_fkey";

-- DropIndex
DROP INDEX "M_code_key";

-- AlterTable
ALTER TABLE "M" DROP CONSTRAINT "M_pkey",
ADD CONSTRAINT "M_pkey" PRIMARY KEY ("code");

-- CreateIndex
CREATE UNIQUE INDEX "M_id_key" ON "M"("id");

-- AddForeignKey
ALTER TABLE "N" ADD CONSTRAINT "N_c_fkey" FOREIGN KEY ("c") REFERENCES "M"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
