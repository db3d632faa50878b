"""Tests. What they share is in `support`, and says what was not as it must be as a test does."""

import pytest

pytest.register_assert_rewrite("tests.support")
