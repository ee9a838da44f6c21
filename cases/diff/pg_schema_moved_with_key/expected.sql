-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "b";

-- DropForeignKey
ALTER TABLE "a"."N" DROP CONSTRAINT "N_mId_fkey";

-- DropTable
DROP TABLE "a"."M";

-- CreateTable
CREATE TABLE "b"."M" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "a"."N" ADD CONSTRAINT "N_mId_fkey" FOREIGN KEY ("mId") REFERENCES "b"."M"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
