CREATE SCHEMA shop;
CREATE SCHEMA "Other One";
CREATE SCHEMA unseen;
CREATE TYPE shop.state AS ENUM ('open', 'done');
CREATE TYPE unseen.hidden AS ENUM ('x');
CREATE TABLE public.person (id serial PRIMARY KEY, state shop.state DEFAULT 'open', secret unseen.hidden);
CREATE TABLE shop.person (id serial PRIMARY KEY, person int REFERENCES public.person (id));
CREATE TABLE "Other One".person (id int PRIMARY KEY REFERENCES shop.person (id), states shop.state[] DEFAULT '{done}');
CREATE TABLE unseen.person (id int PRIMARY KEY);
