"""The day of a business, driven from outside: a served instance, an ordinary client, a real mail catcher."""

import pytest

pytest.register_assert_rewrite(f"{__name__}.client", f"{__name__}.day", f"{__name__}.served", f"{__name__}.streams")
