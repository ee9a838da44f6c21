-- AlterTable
ALTER TABLE "M" ADD COLUMN     "b" INTEGER;

-- CreateTable
CREATE TABLE "N" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "N_pkey" PRIMARY KEY ("id")
);
