SELECT row_number() OVER (ORDER BY name) AS row, name FROM User
