select default_iam_role() as role
