"""The kinds of resources of SageMaker's API, one module each: states, checks, answers."""
