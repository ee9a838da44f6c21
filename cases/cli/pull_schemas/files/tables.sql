CREATE SCHEMA shop;
CREATE SCHEMA crm;
CREATE TABLE crm.person (id int PRIMARY KEY);
CREATE TABLE shop.sale (id int PRIMARY KEY, person_id int NOT NULL REFERENCES crm.person);
CREATE TABLE public.other (id int PRIMARY KEY);
