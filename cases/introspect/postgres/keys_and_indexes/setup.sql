CREATE TABLE "User" (
    id int,
    email text NOT NULL,
    "Display Name" text,
    score int,
    tags text[],
    data jsonb,
    address inet,
    search tsvector,
    CONSTRAINT "User_pkey" PRIMARY KEY (id)
);
CREATE UNIQUE INDEX "User_email_key" ON "User" (email);
ALTER TABLE "User" ADD CONSTRAINT by_name UNIQUE ("Display Name", email);
CREATE INDEX ordered ON "User" (score DESC, email);
CREATE INDEX nulls ON "User" (score NULLS FIRST, email DESC NULLS LAST);
CREATE INDEX partial ON "User" (email) WHERE score > 3 AND "Display Name" IS NOT NULL;
CREATE INDEX lowered ON "User" (lower(email), score DESC);
CREATE INDEX covering ON "User" (email) INCLUDE (score, "Display Name");
CREATE INDEX patterns ON "User" (email text_pattern_ops);
CREATE INDEX by_hash ON "User" USING hash (email);
CREATE INDEX by_gin ON "User" USING gin (data);
CREATE INDEX by_gin_path ON "User" USING gin (data jsonb_path_ops, tags);
CREATE INDEX by_gist ON "User" USING gist (address inet_ops);
CREATE INDEX by_spgist ON "User" USING spgist (email);
CREATE INDEX by_brin ON "User" USING brin (score int4_minmax_multi_ops);
CREATE UNIQUE INDEX dropped_first ON "User" (tags, score);

CREATE TABLE "Order" (
    shop int NOT NULL,
    number int NOT NULL,
    buyer int REFERENCES "User" (id) ON DELETE SET NULL ON UPDATE CASCADE,
    seller int NOT NULL CONSTRAINT sold_by REFERENCES "User" ON DELETE RESTRICT,
    witness int DEFAULT 1 REFERENCES "User" (id) ON DELETE SET DEFAULT ON UPDATE SET NULL DEFERRABLE,
    PRIMARY KEY (number, shop)
);
CREATE TABLE "Line" (
    id bigint PRIMARY KEY,
    order_shop int,
    order_number int,
    parent bigint REFERENCES "Line" (id),
    gone int,
    CONSTRAINT of_order FOREIGN KEY (order_shop, order_number) REFERENCES "Order" (shop, number) ON DELETE CASCADE,
    UNIQUE (order_number, order_shop)
);
ALTER TABLE "Line" DROP COLUMN gone;
CREATE TABLE "Order_shop" (shop int, number int);
CREATE TABLE no_key (a int UNIQUE);
