-- AlterTable
ALTER TABLE "M" ADD COLUMN     "b" TEXT NOT NULL DEFAULT 'tab	"quote" \ it''s',
ADD COLUMN     "c" TEXT NOT NULL DEFAULT 'é ü 😀',
ADD COLUMN     "d" TEXT NOT NULL DEFAULT '$1 %s {}',
ALTER COLUMN "a" SET DEFAULT 'line
break';
