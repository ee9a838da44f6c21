-- AlterTable
ALTER TABLE "a"."M" ADD COLUMN     "l" "b"."K" NOT NULL DEFAULT 'Y',
ALTER COLUMN "k" SET DEFAULT ARRAY['X']::"b"."K"[];
