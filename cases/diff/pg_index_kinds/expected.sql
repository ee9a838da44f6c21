-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "M" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "tags" TEXT[],
    "ip" INET NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "M_name_idx" ON "M" USING HASH ("name");

-- CreateIndex
CREATE INDEX "M_data_idx" ON "M" USING GIN ("data" jsonb_path_ops);

-- CreateIndex
CREATE INDEX "M_tags_idx" ON "M" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "M_ip_idx" ON "M" USING GIST ("ip" inet_ops);

-- CreateIndex
CREATE INDEX "sp" ON "M" USING SPGIST ("name");

-- CreateIndex
CREATE INDEX "M_at_idx" ON "M" USING BRIN ("at" timestamp_minmax_multi_ops);

-- CreateIndex
CREATE INDEX "M_name_at_idx" ON "M"("name" text_pattern_ops DESC, "at" ASC);
