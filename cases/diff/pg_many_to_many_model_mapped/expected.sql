-- DropForeignKey
ALTER TABLE "_AToB" DROP CONSTRAINT "_AToB_A_fkey";

-- DropTable
DROP TABLE "A";

-- CreateTable
CREATE TABLE "zz" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "zz_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "_AToB" ADD CONSTRAINT "_AToB_A_fkey" FOREIGN KEY ("A") REFERENCES "zz"("id") ON DELETE CASCADE ON UPDATE CASCADE;
