# SPDX-License-Identifier: GPL-3.0-or-later
"""For pytest: its results as TAP. Test functions are named by sentences: test_it_works()."""
from tap import Tap


def pytest_addoption(parser):
    parser.addoption("--tap", action="store_true", help="print TAP and nothing else")


def pytest_configure(config):
    if config.getoption("--tap"):
        config.option.tbstyle, config.option.verbose = "short", 0  # what belongs to the reporter that is left out
        config.pluginmanager.register(TapReporter(), "tap-reporter")


class TapReporter:
    """Prints each result as soon as it is there."""

    def __init__(self):
        self.tap = Tap()

    def pytest_collectreport(self, report):
        if report.failed:
            self.tap.case(f"collecting {report.nodeid}", [report.longreprtext])
        elif report.skipped:
            self.tap.case(report.nodeid, skip=reason(report))

    def pytest_runtest_logreport(self, report):
        if report.when != "call" and report.passed:
            return
        if report.when == "teardown":
            self.tap.case(f"clearing away after {sentence(report)}", [report.longreprtext])
            return
        note = dict(report.user_properties).get("measured", "")
        if report.skipped:
            self.tap.case(sentence(report), skip=reason(report))
        else:
            faults = [report.longreprtext, *(text for _, text in report.sections)] if report.failed else []
            self.tap.case(sentence(report), faults, note)

    def pytest_sessionfinish(self, session):
        code = self.tap.finish()
        session.exitstatus = session.exitstatus or code


def sentence(report):
    """test_it_works[here] of class Shop as `Shop: it works, here`."""
    *classes, name = report.nodeid.split("::")[1:]
    name, bracket, parameters = name.partition("[")
    words = name.removeprefix("test_").replace("_", " ") + (f", {parameters[:-1]}" if bracket else "")
    return ": ".join([*classes, words]).replace("#", "no. ")


def reason(report):
    return report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else report.longreprtext
