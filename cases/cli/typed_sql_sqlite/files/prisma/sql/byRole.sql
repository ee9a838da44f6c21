SELECT role, count(*) AS n, max(age) AS oldest, sum(score) AS total, sum(id) AS ids, avg(age) AS mean FROM User GROUP BY role;
