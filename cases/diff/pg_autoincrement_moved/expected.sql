-- AlterTable
CREATE SEQUENCE m_n_seq;
ALTER TABLE "M" ALTER COLUMN "id" DROP DEFAULT,
ALTER COLUMN "n" SET DEFAULT nextval('m_n_seq');
ALTER SEQUENCE m_n_seq OWNED BY "M"."n";

-- CreateIndex
CREATE UNIQUE INDEX "M_n_key" ON "M"("n");
