ALTER TABLE "M" ADD CONSTRAINT gone CHECK (c <> 'C'), ADD CONSTRAINT of_list CHECK (d = ANY ('{A,C}')); CREATE INDEX px ON "M" (id) WHERE c = 'A';
