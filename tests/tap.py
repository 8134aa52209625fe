"""TAP for tests in Python."""
import sys

told = []


def ok(passed, what, *more):
    told.append(what)
    print("%sok %d - %s" % ("" if passed else "not ", len(told), what))
    for line in more if not passed else ():
        print("# %s" % (line,), file=sys.stderr)


def done():
    print("1..%d" % len(told))
