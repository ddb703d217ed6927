analyze time
