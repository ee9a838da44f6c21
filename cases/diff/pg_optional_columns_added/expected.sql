-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "at" TIMESTAMP(3),
ADD COLUMN     "note" TEXT;
