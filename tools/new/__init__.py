"""``make new``: the files of a new installment, whole and as a draft, or nothing at all."""
