"""Whether the APIs of AWS are still those that the listings were checked against.

``listings/api.json`` is the part of botocore's model of AWS that the listings use, as it was when
they were last checked: the snapshot, which a newer model is compared with.
"""
