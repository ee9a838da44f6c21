-- DropForeignKey
ALTER TABLE "N" DROP CONSTRAINT "N_mId_fkey";

-- DropTable
DROP TABLE "ms";

-- CreateTable
CREATE TABLE "M" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "N" ADD CONSTRAINT "N_mId_fkey" FOREIGN KEY ("mId") REFERENCES "M"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
