-- Takes days that are pruned from those that are staged: they cannot be published again from what is left.
delete from etl_staged_days where :(is_prunable)
