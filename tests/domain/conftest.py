from hypothesis import settings

# The same examples on every machine, and no clock: a busy computer is not a wrong answer.
settings.register_profile("vast", deadline=None, derandomize=True, database=None, max_examples=80)
settings.load_profile("vast")
