-- AlterTable
ALTER TABLE "M" ADD COLUMN     "a" geometry(Point, 4326),
ADD COLUMN     "b" geography,
ADD COLUMN     "c" ltree,
ADD COLUMN     "d" vector(1536),
ADD COLUMN     "e" tsvector,
ADD COLUMN     "f" circle NOT NULL;

-- CreateIndex
CREATE INDEX "M_a_idx" ON "M" USING GIST ("a");

-- CreateIndex
CREATE INDEX "M_c_idx" ON "M" USING GIST ("c");

-- CreateIndex
CREATE INDEX "M_e_idx" ON "M" USING GIN ("e");
