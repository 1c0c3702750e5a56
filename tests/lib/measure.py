# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests that measure time."""
import functools


def second_try(test):
    """A busy machine gets a second one."""
    @functools.wraps(test)
    def twice(*arguments, **settings):
        try:
            test(*arguments, **settings)
        except AssertionError:
            test(*arguments, **settings)
    return twice
