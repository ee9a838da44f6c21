-- DropForeignKey
ALTER TABLE "N" DROP CONSTRAINT "N_oId_fkey";

-- DropTable
DROP TABLE "Old";

-- CreateTable
CREATE TABLE "New" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "New_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "N" ADD CONSTRAINT "N_oId_fkey" FOREIGN KEY ("oId") REFERENCES "New"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
