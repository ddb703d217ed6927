-- The role that IAM_ROLE=default stands for; the text none: there is none.
select default_iam_role() as role
