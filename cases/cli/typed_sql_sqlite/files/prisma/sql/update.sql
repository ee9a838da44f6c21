UPDATE User SET age = @age WHERE id = $id
