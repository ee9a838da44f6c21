-- AlterTable
ALTER TABLE "M" ADD COLUMN     "b" tstzrange NOT NULL DEFAULT 'empty',
ALTER COLUMN "a" SET DEFAULT point(1, 1);
