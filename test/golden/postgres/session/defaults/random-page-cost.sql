set random_page_cost to 1.1
