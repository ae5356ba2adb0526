-- h: a number of 0..n-1 drawn for i by a word; u: a fraction so drawn. The variables are set by feed.py.
CREATE MACRO h(i, word, n) AS (hash(i, word, getvariable('seed')) % n)::BIGINT;
CREATE MACRO u(i, word) AS (hash(i, word, getvariable('seed')) % 1000000) / 1000000.0;
CREATE MACRO cid(i) AS 'C' || lpad(i::VARCHAR, 10, '0');
CREATE MACRO maintained(i) AS h(i, 'maintained', 1000) < getvariable('maintained');
CREATE MACRO manager(i) AS 'S' || lpad(h(i, 'manager', getvariable('managers'))::VARCHAR, 7, '0');
CREATE MACRO bad(i, word) AS h(i, 'bad ' || word, 1000) = 0;
CREATE MACRO total(i) AS exp(
  CASE WHEN maintained(i) THEN 11.0 + 6.5 * u(i, 'total') ELSE 4.0 + 8.0 * u(i, 'total') END
);
CREATE MACRO pieces(i) AS 1 + h(i, 'pieces', 5);
